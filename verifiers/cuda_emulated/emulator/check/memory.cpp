#include "check/memory.h"

#include <algorithm>

#include "check/allocations.h"
#include "check/cells.h"
#include "check/hooks.h"
#include "check/host_touch.h"
#include "check/kernel_access.h"
#include "check/operations.h"
#include "check/signals.h"
#include "core/report.h"

namespace emu {
namespace {

void fail(const char* kind, const std::string& message);
Allocation* use_device_side(const void* at, std::size_t bytes);
void check_pending(const void* host, std::size_t bytes, const Clock& seen);

}  // namespace

void allocated(void* at, std::size_t bytes, const Stamp& by, const Clock& /*after*/, bool zeroed,
               const char* how) {
  watch_signals();
  forget_latest_block();
  Allocation& block = add_block(at, bytes);
  block.how = how;
  block.made_by = by;
  if (!hooks_on()) return;
  block.shadow.restart(at, bytes);
  if (!zeroed) return;
  begin_operation(by, {}, 0);
  write_cells(block, at, bytes);
}

void freed(void* at, const Stamp& by, const Clock& seen) {
  forget_latest_block();
  Allocation* const block = find_block(at);
  if (block == nullptr || block->begin != at)
    return fail("invalid-free", block == nullptr ? "what is freed was never allocated"
                                                 : "what is freed lies within a block");
  if (block->freed) return fail("double-free", "a block of " + block->how + " is freed twice");
  for (const Stamp& user : block->users) {
    const bool own = user.stream == by.stream && user.tick <= by.tick;
    if (own || has_seen(seen, user)) continue;
    fail("free-before-last-use",
         "a block of " + block->how + " is freed while stream " + std::to_string(user.stream) +
             " may still use it: wait for that stream, by an event or a synchronisation");
  }
  block->freed = true;
  block->freed_by = by;
  block->looked_at = 0;
}

void copied(void* to, const void* from, std::size_t bytes, const Stamp& by, const Clock& seen) {
  if (bytes == 0) return;
  begin_operation(by, seen, 0);
  Allocation* const source = use_device_side(from, bytes);
  Allocation* const target = use_device_side(to, bytes);
  if (source == nullptr) check_pending(from, bytes, seen_clock());
  if (!hooks_on()) return;
  if (source != nullptr && target != nullptr) {
    copy_cells(*target, to, *source, from, bytes);
  } else if (source != nullptr) {
    read_cells(*source, from, bytes);
  } else if (target != nullptr) {
    write_cells(*target, to, bytes);
  }
}

void filled(void* to, std::size_t bytes, const Stamp& by, const Clock& seen) {
  if (bytes == 0) return;
  begin_operation(by, seen, 0);
  Allocation* const target = use_device_side(to, bytes);
  if (target != nullptr && hooks_on()) write_cells(*target, to, bytes);
}

void launch_begins(std::uint64_t launch, const Stamp& by, const Clock& seen) {
  watch_signals();
  begin_operation(by, seen, launch);
  prepare_kernel_access();
}

void launch_ends(std::uint64_t /*launch*/) {
  forget_latest_block();
}

std::optional<Block> find_allocation(const void* at) {
  const Allocation* const block = find_block(at);
  if (block == nullptr) return std::nullopt;
  return Block{block->begin, block->bytes, block->freed};
}

namespace {

void fail(const char* kind, const std::string& message) {
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  report(fault);
}

// Null: that side is memory of the host, or it may not be touched.
Allocation* use_device_side(const void* at, std::size_t bytes) {
  Allocation* const block = find_block(at);
  if (block == nullptr) {
    if (in_device_hull(at) || belongs_to_later(at)) report_outside(at, bytes, 0);
    return nullptr;
  }
  return use_block(*block, at, bytes, 0) ? block : nullptr;
}

void check_pending(const void* host, std::size_t bytes, const Clock& seen) {
  if (!is_pending(host, bytes, seen)) return;
  fail("missing-sync",
       "a copy reads memory of the host into which another copy may still be writing");
}

}  // namespace
}  // namespace emu
