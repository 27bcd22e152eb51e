// Nobody can go on: who waits where, and why that never ends.
#include <map>
#include <utility>

#include "core/block.h"
#include "core/report.h"
#include "core/warp_results.h"

namespace emu {
namespace {

struct Group {
  std::uint32_t count = 0;
  uint3 first{};
};
using Where = std::pair<std::string, int>;  // "__shfl_sync at reduce.cu", line

constexpr std::size_t kGroupsMax = 6;

std::map<Where, Group> groups_of_waiting();
std::string list_of(const std::map<Where, Group>& groups);
bool masks_disagree(const Warp& warp);
void set_place(Fault& fault);

}  // namespace

void report_stall() {
  Fault fault;
  bool disagree = false;
  for (std::uint32_t at = 0; at < running.warps_count; ++at)
    disagree = disagree || masks_disagree(running.warps[at]);
  fault.kind = disagree ? "mask-mismatch" : "deadlock";
  fault.message = (disagree ? "lanes wait for each other under different masks: "
                            : "no thread of the block can go on: ") +
                  list_of(groups_of_waiting());
  set_place(fault);
  report(fault);
}

namespace {

std::map<Where, Group> groups_of_waiting() {
  std::map<Where, Group> groups;
  const auto add = [&](const Where& where, std::uint32_t thread) {
    Group& group = groups[where];
    if (group.count++ == 0) group.first = running.threads_at[thread];
  };
  for (std::uint32_t thread = 0; thread < running.threads; ++thread) {
    const Warp& warp = running.warps[thread / kLanes];
    const std::uint32_t bit = 1U << thread % kLanes;
    const WarpRequest& request = warp.lanes[thread % kLanes].request;
    if ((warp.in_call & bit) != 0) {
      add({name_of(request.call) + std::string(" with mask ") + hex(request.mask), request.line},
          thread);
    } else if ((warp.at_barrier & bit) != 0) {
      add({"a barrier of the block", running.barrier.line}, thread);
    }
  }
  return groups;
}

std::string list_of(const std::map<Where, Group>& groups) {
  std::string text;
  std::size_t said = 0;
  for (const auto& [where, group] : groups) {
    if (said++ == kGroupsMax) return text + "; and others elsewhere";
    if (!text.empty()) text += "; ";
    text += std::to_string(group.count) + (group.count == 1 ? " thread, " : " threads, first ") +
            text_of(group.first) + ", in " + where.first + " at line " +
            std::to_string(where.second);
  }
  return text;
}

bool masks_disagree(const Warp& warp) {
  for (std::uint32_t one = 0; one < kLanes; ++one) {
    for (std::uint32_t other = one + 1; other < kLanes; ++other) {
      const bool both = (warp.in_call >> one & 1) != 0 && (warp.in_call >> other & 1) != 0;
      if (!both) continue;
      const std::uint32_t a = warp.lanes[one].request.mask;
      const std::uint32_t b = warp.lanes[other].request.mask;
      if (a != b && (a >> other & 1) != 0 && (b >> one & 1) != 0) return true;
    }
  }
  return false;
}

// The line is that of the first thread that waits.
void set_place(Fault& fault) {
  for (std::uint32_t thread = 0; thread < running.threads; ++thread) {
    const Warp& warp = running.warps[thread / kLanes];
    const std::uint32_t bit = 1U << thread % kLanes;
    const WarpRequest& request = warp.lanes[thread % kLanes].request;
    const bool in_call = (warp.in_call & bit) != 0;
    if (!in_call && (warp.at_barrier & bit) == 0) continue;
    fault.file = in_call ? request.file : running.barrier.file;
    fault.line = in_call ? request.line : running.barrier.line;
    fault.second = Access{
        "wait",        fault.file, fault.line, running.threads_at[thread], current_place.block,
        running.launch};
    return;
  }
}

}  // namespace
}  // namespace emu
