#include "check/allocations.h"

#include <algorithm>
#include <map>

#include "check/operations.h"
#include "check/program.h"
#include "core/report.h"

namespace emu {

Hull device_hull;
bool (*is_given_out)(const void* at) = nullptr;

namespace {

using Blocks = std::map<const char*, std::unique_ptr<Allocation>>;

Blocks& blocks() {
  static Blocks& all = *new Blocks;
  return all;
}

std::string history_of(const Allocation& block);
void remember_user(Allocation& block, const Stamp& stamp);
void report_use(const char* kind, const std::string& message, std::uint32_t site);

}  // namespace

Allocation* find_block(const void* at) {
  const auto after = blocks().upper_bound(static_cast<const char*>(at));
  if (after == blocks().begin()) return nullptr;
  Allocation& block = *std::prev(after)->second;
  return block.has(at) ? &block : nullptr;
}

Neighbours neighbours(const void* at) {
  Neighbours found;
  const auto after = blocks().upper_bound(static_cast<const char*>(at));
  if (after != blocks().begin()) found.before = std::prev(after)->second.get();
  if (after != blocks().end()) found.behind = after->second.get();
  return found;
}

Allocation& add_block(const void* at, std::size_t bytes) {
  const char* const begin = static_cast<const char*>(at);
  const char* const end = begin + bytes;
  auto next = blocks().lower_bound(begin);
  if (next != blocks().begin() && std::prev(next)->second->end() > begin) --next;
  while (next != blocks().end() && next->first < end) next = blocks().erase(next);
  auto block = std::make_unique<Allocation>();
  block->begin = begin;
  block->bytes = bytes;
  if (device_hull.begin == nullptr || begin < device_hull.begin) device_hull.begin = begin;
  device_hull.end = std::max(device_hull.end, end);
  return *(blocks()[begin] = std::move(block));
}

bool use_block(Allocation& block, const void* at, std::size_t bytes, std::uint32_t site) {
  if (bytes > block.bytes || !block.has(at) ||
      bytes > static_cast<std::size_t>(block.end() - static_cast<const char*>(at))) {
    report_use("out-of-bounds-global",
               std::to_string(bytes) + " bytes from byte " +
                   std::to_string(static_cast<const char*>(at) - block.begin) +
                   " on run over the end of " + history_of(block),
               site);
    return false;
  }
  if (block.looked_at == operation().begin) return true;
  block.looked_at = operation().begin;
  if (block.freed) {
    report_use("use-after-free", "the access is to " + history_of(block), site);
    return false;
  }
  if (!has_seen(seen_clock(), block.made_by)) {
    report_use("use-before-allocation",
               "the stream has not waited for the allocation of " + history_of(block), site);
    return false;
  }
  remember_user(block, operation().stamp);
  return true;
}

namespace {

std::string history_of(const Allocation& block) {
  return std::to_string(block.bytes) + " bytes of " + block.how +
         (block.freed ? ", which were freed" : "");
}

void remember_user(Allocation& block, const Stamp& stamp) {
  for (Stamp& user : block.users) {
    if (user.stream != stamp.stream) continue;
    user.tick = std::max(user.tick, stamp.tick);
    return;
  }
  block.users.push_back(stamp);
}

void report_use(const char* kind, const std::string& message, std::uint32_t site) {
  const SourceLine line = line_of_site(site);
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  fault.file = line.file;
  fault.line = line.line;
  report(fault);
}

}  // namespace
}  // namespace emu
