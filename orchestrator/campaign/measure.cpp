#include "campaign/measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "campaign/measure_times.h"
#include "exec/program.h"
#include "exec/runner.h"
#include "judge/verdict_cache.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<Measurement> measure_workspace(const Tools& tools, const fs::path& scratch, int files);
Result<Measurement> measure_command(const Tools& tools);
Result<Measurement> measure_verdict(const Tools& tools, const fs::path& scratch);
Result<void> run_true(Runner& runner, const Command& command);

}  // namespace

Result<std::vector<Measurement>> measure_harness(const Tools& tools) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-bench-"));
  std::vector<Measurement> rows;
  rows.push_back(TRY(measure_workspace(tools, scratch.path(), 1000)));
  rows.push_back(TRY(measure_workspace(tools, scratch.path(), 10000)));
  rows.push_back(TRY(measure_command(tools)));
  for (Measurement& row : TRY(measure_journal(scratch.path()))) rows.push_back(std::move(row));
  rows.push_back(TRY(measure_steps(tools, scratch.path())));
  rows.push_back(TRY(measure_verdict(tools, scratch.path())));
  return rows;
}

namespace {

Result<void> run_true(Runner& runner, const Command& command) {
  const RunReport report = TRY(runner.run(command));
  if (!report.succeeded()) {
    return Error{ErrorKind::sandbox,
                 "/bin/true failed in the sandbox: " + describe(report.outcome)};
  }
  return {};
}

// What a new attempt pays over a command without a workspace: its directories
// and the overlay over a tree that is there already.
Result<Measurement> measure_workspace(const Tools& tools, const fs::path& scratch, int files) {
  const fs::path lower = scratch / fmt::format("tree-{}", files);
  for (int i = 0; i < files; ++i) {
    const fs::path folder = lower / std::to_string(i / 100);
    if (i % 100 == 0) TRY(make_directories(folder));
    TRY(write_file(folder / std::to_string(i), "a file\n"));
  }
  const std::unique_ptr<Runner> runner = make_local_runner(tools.sandbox);
  Command plain;
  plain.argv = {"/bin/true"};
  int round = 0;
  const auto in_workspace = [&]() -> Result<void> {
    const fs::path changes = scratch / fmt::format("changes-{}-{}", files, round++);
    TRY(make_private_directory(changes));
    Command command = plain;
    command.overlay = Overlay{lower, changes, "/work"};
    return run_true(*runner, command);
  };
  std::vector<double> differences;
  for (int i = 0; i < kRounds; ++i) {
    const std::vector<double> with = TRY(times_of(in_workspace, 1));
    const std::vector<double> without = TRY(times_of([&] { return run_true(*runner, plain); }, 1));
    differences.push_back(std::max(0.0, with[0] - without[0]));
  }
  return summed_up(fmt::format("fresh workspace, {} files", files), std::move(differences), 20,
                   "directories and overlay, over a command without them");
}

Result<Measurement> measure_command(const Tools& tools) {
  const std::unique_ptr<Runner> runner = make_local_runner(tools.sandbox);
  Command command;
  command.argv = {"/bin/true"};
  ProgramRequest bare;
  bare.argv = {"/bin/true"};
  const auto run_bare = [&]() -> Result<void> {
    TRY(run_program(bare));
    return {};
  };
  std::vector<double> differences;
  for (int i = 0; i < kRounds; ++i) {
    const std::vector<double> inside = TRY(times_of([&] { return run_true(*runner, command); }, 1));
    const std::vector<double> outside = TRY(times_of(run_bare, 1));
    differences.push_back(std::max(0.0, inside[0] - outside[0]));
  }
  return summed_up("sandboxed command", std::move(differences), 10,
                   "/bin/true inside less outside");
}

// A report that is in the cache: key, file and parsing.
Result<Measurement> measure_verdict(const Tools& tools, const fs::path& scratch) {
  const VerdictCache cache(scratch / "verdicts");
  Judging judging;
  judging.tree.value = "a tree";
  CheckReport report;
  report.check = "policy";
  report.status = CheckStatus::pass;
  const CheckConfig check{"policy", "{}"};
  TRY(cache.keep(cache.key(judging, check, tools), report, scratch));
  const CheckTable table = TRY(load_checks(tools));
  judging.checks = {check};
  judging.verdicts = scratch / "verdicts";
  const auto judge_it = [&]() -> Result<void> {
    const Verdict verdict = TRY(judge(judging, tools, table));
    if (!verdict.passed()) return Error{ErrorKind::protocol, "the cache did not answer"};
    return {};
  };
  const std::vector<double> times = TRY(times_of(judge_it, kRounds));
  return summed_up("cached verdict", times, 10, "one check from the cache");
}

}  // namespace
}  // namespace wright
