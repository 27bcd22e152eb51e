#include "check/race_report.h"

#include <algorithm>

#include "check/operations.h"
#include "check/program.h"
#include "core/block.h"
#include "core/order.h"

namespace emu {
namespace {

const char* first_word(const Finding& finding);
const char* second_word(Touch touch);
std::string described(const Access& access);
uint3 block_at(std::uint64_t interval);

}  // namespace

Fault race_fault(const Finding& finding, Touch touch, const char* where, std::uint32_t site) {
  const bool in_this_launch = interval_of(finding.other) >= launch_begin;
  Fault fault;
  fault.first = access_of(finding.other, first_word(finding), finding.other_site);
  const SourceLine line = line_of_site(site);
  fault.file = line.file;
  fault.line = line.line;
  fault.second = Access{second_word(touch),   line.file,           line.line,
                        current_place.thread, current_place.block, operation().launch};
  const bool shared = std::string(where).find("shared") != std::string::npos;
  fault.kind = !in_this_launch ? "race-streams" : shared ? "race-shared" : "race-global";
  fault.message = std::string(where) + ": " + described(*fault.first) + " and " +
                  described(*fault.second) +
                  (in_this_launch ? " are not ordered by a barrier"
                                  : " are not ordered: no event, stream order or synchronisation "
                                    "lies between their operations");
  return fault;
}

void report_race(const Finding& finding, Touch touch, const char* where, std::uint32_t site) {
  report(race_fault(finding, touch, where, site));
}

Access access_of(Entry entry, const char* what, std::uint32_t site) {
  Access access;
  const SourceLine line = line_of_site(site);
  access.what = (entry & kAtomic) != 0 ? "atomic" : what;
  access.file = line.file;
  access.line = line.line;
  access.launch = operation_at(interval_of(entry)).launch;
  if (interval_of(entry) < launch_begin || running.kernel == nullptr) return access;
  access.block = block_at(interval_of(entry));
  const std::uint32_t thread = warp_of(entry) * kLanes + first_lane(lanes_of(entry));
  access.thread = running.threads_at[std::min(thread, running.threads - 1)];
  return access;
}

namespace {

const char* first_word(const Finding& finding) {
  return finding.trouble == Trouble::read_write ? "read" : "write";
}

const char* second_word(Touch touch) {
  switch (touch) {
    case Touch::read:
      return "read";
    case Touch::write:
      return "write";
    case Touch::atomic:
      return "atomic";
  }
  return "";
}

std::string described(const Access& access) {
  std::string text = "a " + access.what;
  if (access.what == "atomic") text = "an atomic operation";
  if (access.launch == 0) return text + " of a copy or memset";
  text += " of thread " + text_of(access.thread) + " of block " + text_of(access.block);
  return access.line == 0 ? text : text + " at line " + std::to_string(access.line);
}

uint3 block_at(std::uint64_t interval) {
  const std::vector<BlockInterval>& all = block_intervals();
  const auto after =
      std::upper_bound(all.begin(), all.end(), interval,
                       [](std::uint64_t at, const BlockInterval& one) { return at < one.begin; });
  return after == all.begin() ? uint3{} : (after - 1)->block;
}

}  // namespace
}  // namespace emu
