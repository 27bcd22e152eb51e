#include "check/kernel_access.h"

#include <array>
#include <string>

#include "check/allocations.h"
#include "check/equal_writes.h"
#include "check/operations.h"
#include "check/program.h"
#include "check/race_report.h"
#include "check/static_shared.h"
#include "check/unwritten_read.h"
#include "core/block.h"
#include "core/shared_buffer.h"
#include "core/watchdog.h"

namespace emu {
namespace {

// Kernels go back and forth between a few arrays.
std::array<Allocation*, 4> latest{};
std::size_t latest_at = 0;
Shadow buffer_shadow;

struct Reach {  // One access.
  const void* at;
  std::size_t bytes;
  Touch touch;
  std::uint32_t site;
};

void touch_block(Allocation& block, const Reach& reach);
void touch_buffer(const Reach& reach);
void touch_static_shared(const Reach& reach);
void touch_elsewhere(const Reach& reach);
void touch_cells(Shadow& shadow, const Reach& reach, const char* where, std::uint64_t valid_from);
void report_finding(const Finding& finding, const Reach& reach, const char* where);
void fail(const char* kind, const std::string& message, std::uint32_t site);
Fault fault_at(const char* kind, const std::string& message, std::uint32_t site);

}  // namespace

void prepare_kernel_access() {
  forget_latest_block();
  prepare_static_shared();
  unwritten_read().drop();
  equal_writes_wait = false;
}

void kernel_touches(const void* at, std::size_t bytes, Touch touch, const void* return_address) {
  settle_equal_writes();
  const Reach reach{at, bytes, touch, site_of(return_address)};
  if (counts_out()) stop_spinning(reach.site);
  for (Allocation* block : latest) {
    if (block != nullptr && block->has(at)) return touch_block(*block, reach);
  }
  const auto into_buffer =
      static_cast<std::size_t>(static_cast<const char*>(at) - shared_buffer.begin);
  if (into_buffer < shared_buffer.region_bytes) return touch_buffer(reach);
  if (is_static_shared(at)) return touch_static_shared(reach);
  if (Allocation* block = find_block(at)) {
    latest[latest_at++ % latest.size()] = block;
    return touch_block(*block, reach);
  }
  touch_elsewhere(reach);
}

void check_alignment(const void* at, std::size_t bytes, const void* return_address) {
  const std::size_t wanted = bytes > 8 ? 8 : bytes;
  if ((reinterpret_cast<std::uintptr_t>(at) & (wanted - 1)) == 0) return;
  fail("misaligned",
       "an access of " + std::to_string(bytes) + " bytes is not aligned to " +
           std::to_string(bytes) + " bytes: a device stops there",
       site_of(return_address));
}

void stop_spinning(std::uint32_t site) {
  const SourceLine line = line_of_site(site);
  report_spin(line.file, line.line);
}

void report_outside(const void* at, std::size_t bytes, std::uint32_t site) {
  if (belongs_to_later(at)) {
    return fail("use-before-allocation",
                "the stream has not waited for the allocation of this memory", site);
  }
  const char* const where = static_cast<const char*>(at);
  const Neighbours near = neighbours(at);
  const auto behind_end = near.before != nullptr ? where - near.before->end() : PTRDIFF_MAX;
  const auto before_begin = near.behind != nullptr ? near.behind->begin - where : PTRDIFF_MAX;
  const bool is_behind = behind_end <= before_begin;
  const Allocation* const block = is_behind ? near.before : near.behind;
  fail("out-of-bounds-global",
       std::to_string(bytes) + " bytes, " + std::to_string(is_behind ? behind_end : before_begin) +
           (is_behind ? " behind the end of " : " before the begin of ") +
           std::to_string(block->bytes) + " bytes of " + block->how,
       site);
}

void forget_latest_block() {
  latest.fill(nullptr);
}

namespace {

void touch_block(Allocation& block, const Reach& reach) {
  const bool inside =
      reach.bytes <= static_cast<std::size_t>(block.end() - static_cast<const char*>(reach.at));
  if ((block.looked_at != operation().begin || !inside) &&
      !use_block(block, reach.at, reach.bytes, reach.site)) {
    return;
  }
  touch_cells(block.shadow, reach, "global memory", 1);
}

void touch_buffer(const Reach& reach) {
  const auto from =
      static_cast<std::size_t>(static_cast<const char*>(reach.at) - shared_buffer.begin);
  if (from + reach.bytes > shared_buffer.bytes) {
    return fail("out-of-bounds-dynamic-shared",
                std::to_string(reach.bytes) + " bytes from byte " + std::to_string(from) +
                    " on: the launch asked for " + std::to_string(shared_buffer.bytes) +
                    " bytes of dynamic shared memory",
                reach.site);
  }
  if (buffer_shadow.is_empty())
    buffer_shadow.restart(shared_buffer.begin, shared_buffer.region_bytes);
  touch_cells(buffer_shadow, reach, "dynamic shared memory", block_begin);
}

void touch_static_shared(const Reach& reach) {
  if (guards_an_array(reach.at)) return;
  const std::string outside = outside_of_arrays(reach.at, reach.bytes);
  if (!outside.empty()) return fail("out-of-bounds-shared", outside, reach.site);
  touch_cells(static_shared_shadow(), reach, "shared memory", block_begin);
}

void touch_elsewhere(const Reach& reach) {
  constexpr std::uintptr_t kNearNull = 1 << 16;
  constexpr std::ptrdiff_t kNear = 1 << 20;
  const char* const at = static_cast<const char*>(reach.at);
  const Parameters& parameters = running.kernel->parameters;
  const Range given{static_cast<const char*>(parameters.begin), parameters.bytes};
  const Range kernel{reinterpret_cast<const char*>(running.kernel), sizeof(Kernel)};
  if (given.has(at) || kernel.has(at) || program_image().has(at)) return;
  if (reinterpret_cast<std::uintptr_t>(at) < kNearNull)
    return fail("null-pointer", "the kernel follows a null pointer", reach.site);
  const bool is_near = device_hull.begin != nullptr && at >= device_hull.begin - kNear &&
                       at < device_hull.end + kNear;
  if (is_near || belongs_to_later(at)) return report_outside(at, reach.bytes, reach.site);
  fail("host-pointer", "the kernel touches memory of the host", reach.site);
}

void touch_cells(Shadow& shadow, const Reach& reach, const char* where, std::uint64_t valid_from) {
  const Entry flags = kByLaunch | (reach.touch == Touch::atomic ? kAtomic : 0);
  const Toucher me{make_entry(current_interval, running.warp, running.lane,
                              warp_clock(running.warp, running.lane), flags),
                   reach.site, valid_from};
  const Shadow::Span cells = shadow.cells(reach.at, reach.bytes);
  for (Cell* cell = cells.begin; cell != cells.end; ++cell) {
    const Finding finding = touch_cell(*cell, reach.touch, me);
    if (finding.trouble != Trouble::none) return report_finding(finding, reach, where);
  }
}

void report_finding(const Finding& finding, const Reach& reach, const char* where) {
  const bool global = where == std::string("global memory");
  if (finding.trouble == Trouble::uninitialised) {
    const Fault fault = fault_at(
        global ? "uninitialised-global" : "uninitialised-shared",
        std::string(where) + " is read that nothing has written" + (global ? "" : " in this block"),
        reach.site);
    return global ? report(fault) : unwritten_read().keep(fault);
  }
  // What was read before it was written was read too early: the race says it better.
  global ? unwritten_read().settle() : unwritten_read().drop();
  const Fault fault = race_fault(finding, reach.touch, where, reach.site);
  const bool may_be_equal = finding.trouble == Trouble::write_write &&
                            reach.touch == Touch::write && reach.bytes <= kEqualBytesMax;
  if (may_be_equal) return wait_for_value(reach.at, reach.bytes, fault);
  report(fault);
}

void fail(const char* kind, const std::string& message, std::uint32_t site) {
  unwritten_read().settle();  // What was read may be why.
  report(fault_at(kind, message, site));
}

Fault fault_at(const char* kind, const std::string& message, std::uint32_t site) {
  const SourceLine line = line_of_site(site);
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  fault.file = line.file;
  fault.line = line.line;
  return fault;
}

}  // namespace
}  // namespace emu
