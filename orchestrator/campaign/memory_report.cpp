#include "campaign/memory_report.h"

#include <algorithm>

namespace wright {
namespace {

void add_to(ArmRow& row, const MeasuredTask& task);
const MemoryCell* find_cell(const MemoryBench& bench, const MemoryArm& arm, int repeat);
double share_of(const MemoryCell& cell, bool MeasuredTask::*what);
double tokens_of(const MemoryCell& cell);

}  // namespace

std::vector<ArmRow> rows_of(const MemoryBench& bench, const std::vector<MemoryArm>& arms) {
  std::vector<ArmRow> rows;
  for (const MemoryArm& arm : order_of_arms(arms, 1)) {
    ArmRow row;
    row.arm = arm;
    for (const MemoryCell& cell : bench.cells) {
      if (cell.arm != arm) continue;
      for (const MeasuredTask& task : cell.tasks) add_to(row, task);
      if (cell.is_over()) row.tokens.push_back(tokens_of(cell));
    }
    if (row.samples > 0) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<ArmDifference> differences_of(const MemoryBench& bench,
                                          const std::vector<MemoryArm>& arms) {
  std::vector<ArmDifference> differences;
  for (const MemoryArm& arm : arms) {
    if (arm.is_plain()) continue;
    std::vector<double> first;
    std::vector<double> landed;
    std::vector<double> tokens;
    for (const MemoryCell& cell : bench.cells) {
      if (cell.arm != arm || !cell.is_over()) continue;
      const MemoryCell* control = find_cell(bench, {arm.memory, arm.self_talk, true}, cell.repeat);
      if (control == nullptr || !control->is_over()) continue;
      const auto less = [&](bool MeasuredTask::*what) {
        return share_of(cell, what) - share_of(*control, what);
      };
      first.push_back(less(&MeasuredTask::landed_first));
      landed.push_back(less(&MeasuredTask::landed));
      tokens.push_back(tokens_of(cell) - tokens_of(*control));
    }
    if (landed.empty()) continue;
    differences.push_back({arm,
                           static_cast<int>(landed.size()),
                           {mean_of(first), paired_interval(first)},
                           {mean_of(landed), paired_interval(landed)},
                           {mean_of(tokens), mean_interval(tokens)}});
  }
  return differences;
}

namespace {

// Where the bench has stopped in a task, its numbers would be those of a part.
void add_to(ArmRow& row, const MeasuredTask& task) {
  if (!task.is_over) return;
  ++row.samples;
  row.landed_first += task.landed_first ? 1 : 0;
  row.landed += task.landed ? 1 : 0;
  row.attempts += task.attempts;
  row.calls += task.used.calls;
  row.spent.add(task.spent);
  for (const auto& [end, count] : task.ends) row.ends[end] += count;
}

const MemoryCell* find_cell(const MemoryBench& bench, const MemoryArm& arm, int repeat) {
  const auto found = std::find_if(
      bench.cells.begin(), bench.cells.end(),
      [&](const MemoryCell& cell) { return cell.arm == arm && cell.repeat == repeat; });
  return found == bench.cells.end() ? nullptr : &*found;
}

double share_of(const MemoryCell& cell, bool MeasuredTask::*what) {
  const auto count = std::count_if(cell.tasks.begin(), cell.tasks.end(),
                                   [&](const MeasuredTask& task) { return task.*what; });
  return static_cast<double>(count) / static_cast<double>(cell.tasks.size());
}

double tokens_of(const MemoryCell& cell) {
  double tokens = 0;
  for (const MeasuredTask& task : cell.tasks) tokens += static_cast<double>(task.used.tokens);
  return tokens;
}

}  // namespace
}  // namespace wright
