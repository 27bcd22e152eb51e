// A cell of `bench memory`: one arm and one repeat, as a campaign in a repository of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/memory_arms.h"
#include "campaign/run_campaign.h"

namespace wright {

// What one task came to in a cell.
struct MeasuredTask {
  TaskId task;
  bool is_over = false;  // False: the bench stopped before its end.
  bool landed = false;
  bool landed_first = false;  // At its first attempt.
  int attempts = 0;
  TaskUse used;
  Spending spent;
  std::map<std::string, int> ends;  // How its attempts ended, in words of ours -> how many.
};

struct MemoryCell {
  MemoryArm arm;
  int repeat = 1;
  std::vector<MeasuredTask> tasks;

  [[nodiscard]] bool is_over() const;
};

struct CellRequest {
  std::filesystem::path place;     // Of its repository.
  std::filesystem::path recorded;  // Campaigns after which the spec may begin.
  std::filesystem::path spec;
  std::vector<TaskId> tasks;  // Each with those that it needs, in the spec's order.
  MemoryArm arm;
  int repeat = 1;
  const MemoryCell* pair = nullptr;  // Of a control: the arm that it goes with.
  LoopRequest loop;                  // Without an agent; its budget is what the bench has left.
  StopRules rules;
  std::int64_t clock_s = 0;  // The date of every commit.
};

struct CellRun {
  MemoryCell cell;
  Spending committed;            // By all that ever ran in it.
  std::optional<Error> stopped;  // Why it did not come to its end.
};

using OnTask = std::function<void()>;  // One more is over.

// Goes on where an earlier run has stopped; what is over is not done again.
Result<CellRun> run_cell(const CellRequest& request, const Tools& tools, const OnNotice& on_notice,
                         const OnTask& on_task);

}  // namespace wright
