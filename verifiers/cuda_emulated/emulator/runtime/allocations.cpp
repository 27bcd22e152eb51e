#include "runtime/allocations.h"

#include <map>
#include <utility>

#include "check/allocations.h"
#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/process_end.h"
#include "runtime/stream.h"

namespace emu {
namespace {

constexpr int kLeaksReportedMax = 20;

struct Table {
  std::map<const char*, DeviceMemory> live;  // By begin.
  std::map<const char*, DeviceMemory> freed;
};

Table& table();
std::optional<DeviceMemory> holder(const std::map<const char*, DeviceMemory>& of, const char* at);
void report_leaks(int exit_code);
std::string bytes_of(const DeviceMemory& allocation);

}  // namespace

void note_allocation(DeviceMemory allocation) {
  at_process_end(report_leaks);
  is_given_out = [](const void* at) { return allocation_at(at).has_value(); };
  const auto* begin = static_cast<const char*>(allocation.begin);
  auto& freed = table().freed;
  auto old = freed.lower_bound(begin);
  while (old != freed.end() && old->first < begin + allocation.bytes) old = freed.erase(old);
  table().live[begin] = std::move(allocation);
}

bool forget_allocation(void* begin, const Site& freed_at) {
  const auto found = table().live.find(static_cast<const char*>(begin));
  if (found == table().live.end()) return false;
  found->second.site = freed_at;
  table().freed.insert_or_assign(found->first, found->second);
  table().live.erase(found);
  return true;
}

std::optional<DeviceMemory> allocation_at(const void* address) {
  return holder(table().live, static_cast<const char*>(address));
}

cudaError_t refuse_free(void* address, const char* call) {
  const auto* at = static_cast<const char*>(address);
  if (const auto freed = holder(table().freed, at); freed && freed->begin == address) {
    const SourceLine before = line_of(freed->site);
    misuse("double-free",
           std::string(call) + " of memory that was freed before, at " + before.file + ":" +
               std::to_string(before.line),
           here());
  } else if (const auto inside = allocation_at(address)) {
    misuse("invalid-free",
           std::string(call) + " of an address inside an allocation of " + bytes_of(*inside) +
               ": free its begin",
           here());
  } else {
    misuse("invalid-free", std::string(call) + " of an address that no allocation returned",
           here());
  }
  return cudaErrorInvalidValue;
}

std::optional<RangeFault> check_range(const void* begin, std::size_t bytes) {
  const auto* at = static_cast<const char*>(begin);
  if (const auto live = allocation_at(begin)) {
    const auto offset = static_cast<std::size_t>(at - static_cast<const char*>(live->begin));
    if (offset + bytes <= live->bytes) return std::nullopt;
    return RangeFault{"out-of-bounds-copy", std::to_string(bytes) + " bytes from offset " +
                                                std::to_string(offset) + " of an allocation of " +
                                                bytes_of(*live)};
  }
  if (const auto freed = holder(table().freed, at))
    return RangeFault{"use-after-free", "an allocation of " + bytes_of(*freed) + " that is freed"};
  return RangeFault{"out-of-bounds-copy", "device memory that no allocation owns"};
}

void forget_allocations() {
  for (const auto& [begin, allocation] : table().live) {
    freed(allocation.begin, host_stamp(), host_clock());
    arena_close(allocation.begin, allocation.bytes);
    arena_give_back(allocation.begin);
  }
  table() = {};
}

namespace {

Table& table() {
  static Table* const own = new Table;
  return *own;
}

std::optional<DeviceMemory> holder(const std::map<const char*, DeviceMemory>& of, const char* at) {
  auto above = of.upper_bound(at);
  if (above == of.begin()) return std::nullopt;
  const DeviceMemory& below = std::prev(above)->second;
  // An empty allocation still owns its address.
  const bool inside = at < static_cast<const char*>(below.begin) + below.bytes || at == below.begin;
  return inside ? std::optional(below) : std::nullopt;
}

void report_leaks(int /*exit_code*/) {
  if (device_error() != cudaSuccess) return;  // A failed device frees nothing.
  int reported = 0;
  for (const auto& [begin, allocation] : table().live) {
    if (allocation.of_graph || ++reported > kLeaksReportedMax) continue;
    misuse("leak", std::string(allocation.how) + ": " + bytes_of(allocation) + " are never freed",
           allocation.site);
  }
}

std::string bytes_of(const DeviceMemory& allocation) {
  return std::to_string(allocation.bytes) + " bytes";
}

}  // namespace
}  // namespace emu
