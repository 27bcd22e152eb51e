#include "campaign/memory_bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "campaign/bench_account.h"
#include "campaign/pinned_spec.h"
#include "plan/plan.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kIdentityBytesMax = 64 << 10;
constexpr const char* kIdentity = "bench";
constexpr const char* kLock = "lock";

Result<void> check_is_state(const fs::path& state);
Result<FileLock> claim_bench(const fs::path& state);
Result<void> be_the_same_bench(const MemoryBenchRequest& request, const Spec& spec);
fs::path place_of_cell(const MemoryArm& arm, int repeat);
CellRequest cell_request(const MemoryBenchRequest& request, const MemoryArm& arm, int repeat);
OnNotice counting(const OnNotice& on_notice, const int& done, int all);

}  // namespace

Result<MemoryBench> run_memory_bench(const MemoryBenchRequest& request, const Tools& tools,
                                     const OnNotice& on_notice) {
  TRY(check_is_state(request.state));
  const FileLock claim = TRY(claim_bench(request.state));
  const CheckTable table = TRY(load_checks(tools));
  const Spec spec = TRY(load_sound_spec(request.spec, known_checks(table)));
  TRY(be_the_same_bench(request, spec));
  BenchAccount account = TRY(bench_account(request.state, spec.name));
  const int each = static_cast<int>(order_of_arms(request.arms, 1).size());
  MemoryBench bench;
  bench.cells_all = request.repeats * each;
  int done = 0;
  const OnNotice tell =
      counting(on_notice, done, bench.cells_all * static_cast<int>(request.tasks.size()));
  for (int repeat = 1; repeat <= request.repeats && !bench.stopped; ++repeat) {
    for (const MemoryArm& arm : order_of_arms(request.arms, repeat)) {
      const fs::path place = place_of_cell(arm, repeat);
      tell({Notice::Kind::progress, {}, {}, fmt::format("arm {}, repeat {}", arm.name(), repeat)});
      CellRequest cell = cell_request(request, arm, repeat);
      cell.pair = arm.is_control ? &bench.cells.back() : nullptr;
      cell.loop.budget = left_for(place, request.loop.budget, account);
      Result<CellRun> run = run_cell(cell, tools, tell, [&done] { ++done; });
      if (run) {
        account[place] = run->committed;
        bench.cells.push_back(std::move(run->cell));
      }
      bench.stopped = run ? run->stopped : run.error();
      if (bench.stopped) break;
    }
  }
  bench.spent = sum_of(account);
  return bench;
}

Result<std::vector<TaskId>> tasks_with_needs(const Spec& spec,
                                             const std::vector<std::string>& named) {
  for (const std::string& name : named) {
    if (find_task(spec, TaskId{name}) != nullptr) continue;
    return Error{ErrorKind::usage,
                 fmt::format("spec {} has no task {}: see `tensorwright spec graph`", spec.name,
                             escape_for_terminal(name))};
  }
  std::vector<TaskId> tasks;
  for (const Task& task : spec.tasks) {
    const bool is_wanted =
        named.empty() || std::any_of(named.begin(), named.end(), [&](const std::string& name) {
          return name == task.id.value || depends_on(spec, TaskId{name}, task.id);
        });
    if (is_wanted) tasks.push_back(task.id);
  }
  return tasks;
}

Result<void> forget_bench(const fs::path& state) {
  TRY(check_is_state(state));
  const FileLock claim = TRY(claim_bench(state));
  for (const auto& entry : fs::directory_iterator(state)) {
    if (entry.path().filename() != kLock) TRY(remove_tree(entry.path()));
  }
  return {};
}

Result<fs::path> make_bench_directory(const fs::path& root, const std::string& name) {
  const fs::path benches = root / "logs" / "bench";
  TRY(make_directories(benches / name));
  if (!fs::exists(benches / ".gitignore")) TRY(write_file(benches / ".gitignore", "*\n"));
  return benches / name;
}

namespace {

// What somebody else keeps there is not ours to add to, and not ours to forget.
Result<void> check_is_state(const fs::path& state) {
  if (!fs::is_directory(state) || fs::exists(state / kIdentity)) return {};
  for (const auto& entry : fs::directory_iterator(state)) {
    if (entry.path().filename() == kLock) continue;
    return Error{ErrorKind::usage, fmt::format("{} holds something else than a bench: name another "
                                               "directory with --state",
                                               escape_for_terminal(state.string()))};
  }
  return {};
}

Result<FileLock> claim_bench(const fs::path& state) {
  TRY(make_directories(state));
  Result<FileLock> claim = FileLock::try_lock(state / kLock);
  if (claim || claim.error().kind != ErrorKind::busy) return claim;
  return Error{ErrorKind::busy, fmt::format("{} is being measured by another process",
                                            escape_for_terminal(state.string()))};
}

// Cells of another spec or agent must not be taken for this one's.
Result<void> be_the_same_bench(const MemoryBenchRequest& request, const Spec& spec) {
  std::string identity = fmt::format("spec {}\nagent {}\ntalk {}\ntasks", spec.digest.value,
                                     escape_for_terminal(request.agent),
                                     request.loop.talk == Talk::text ? "text" : "tools");
  for (const TaskId& task : request.tasks) identity += " " + task.value;
  identity += "\n";
  const fs::path file = request.state / kIdentity;
  if (!fs::exists(file)) return write_file(file, identity);
  if (TRY(read_file(file, kIdentityBytesMax)) == identity) return {};
  return Error{ErrorKind::usage,
               fmt::format("{} is of another spec, agent or choice of tasks: --state DIR begins "
                           "elsewhere, --again forgets it",
                           escape_for_terminal(request.state.string()))};
}

fs::path place_of_cell(const MemoryArm& arm, int repeat) {
  const std::string name = fmt::format("memory_{}_talk_{}{}", arm.memory, arm.self_talk,
                                       arm.is_control ? "_control" : "");
  return fs::path(name) / std::to_string(repeat);
}

CellRequest cell_request(const MemoryBenchRequest& request, const MemoryArm& arm, int repeat) {
  CellRequest cell;
  cell.place = request.state / place_of_cell(arm, repeat);
  cell.recorded = request.recorded;
  cell.spec = request.spec;
  cell.tasks = request.tasks;
  cell.arm = arm;
  cell.repeat = repeat;
  cell.loop = request.loop;
  cell.rules = request.rules;
  cell.clock_s = request.clock_s;
  return cell;
}

// A cell tells of its own tasks; whoever watches wants to know how far all are.
OnNotice counting(const OnNotice& on_notice, const int& done, int all) {
  return [&on_notice, &done, all](const Notice& notice) {
    Notice counted = notice;
    counted.landed = done;
    counted.tasks = all;
    if (on_notice) on_notice(counted);
  };
}

}  // namespace
}  // namespace wright
