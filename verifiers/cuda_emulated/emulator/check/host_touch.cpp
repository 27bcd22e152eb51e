#include "check/host_touch.h"

#include <algorithm>
#include <vector>

#include "check/allocations.h"
#include "check/operations.h"
#include "check/program.h"
#include "core/report.h"
#include "core/user_code.h"

namespace emu {

HostWatch host_watch;

namespace {

struct Pending {
  const char* begin = nullptr;
  const char* end = nullptr;
  Stamp by;
};

std::vector<Pending>& pending() {
  static auto& all = *new std::vector<Pending>;
  return all;
}

void look_around_all();
bool overlaps(const Pending& one, const void* at, std::size_t bytes);
void fail(const char* kind, const char* message, const void* return_address);

}  // namespace

void host_pending(void* to, std::size_t bytes, const Stamp& by) {
  const char* const begin = static_cast<const char*>(to);
  pending().push_back({begin, begin + bytes, by});
  look_around_all();
}

void host_sees(const Clock& clock) {
  std::vector<Pending>& all = pending();
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const Pending& one) { return has_seen(clock, one.by); }),
            all.end());
  look_around_all();
}

bool is_pending(const void* host, std::size_t bytes, const Clock& seen) {
  const std::vector<Pending>& all = pending();
  return std::any_of(all.begin(), all.end(), [&](const Pending& one) {
    return overlaps(one, host, bytes) && !has_seen(seen, one.by);
  });
}

void host_touches(const void* at, std::size_t bytes, const void* return_address) {
  if (!host_code) return;
  const HostInEmulator in_emulator;
  if (const Allocation* block = find_block(at); block != nullptr && !block->freed) {
    return fail("host-dereference", "host code touches device memory: copy it with cudaMemcpy",
                return_address);
  }
  const auto it = std::find_if(pending().begin(), pending().end(),
                               [&](const Pending& one) { return overlaps(one, at, bytes); });
  if (it == pending().end()) return;
  pending().erase(it);  // Once is enough.
  look_around_all();
  fail("missing-sync",
       "host code touches memory into which an asynchronous copy may still be writing: wait for "
       "the stream first",
       return_address);
}

namespace {

void look_around_all() {
  host_watch = {};
  for (const Pending& one : pending()) {
    if (host_watch.begin == nullptr || one.begin < host_watch.begin) host_watch.begin = one.begin;
    host_watch.end = std::max(host_watch.end, one.end);
  }
}

bool overlaps(const Pending& one, const void* at, std::size_t bytes) {
  const char* const begin = static_cast<const char*>(at);
  return begin < one.end && begin + bytes > one.begin;
}

void fail(const char* kind, const char* message, const void* return_address) {
  const SourceLine line = line_of_site(site_of(return_address));
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  fault.file = line.file;
  fault.line = line.line;
  report(fault);
}

}  // namespace
}  // namespace emu
