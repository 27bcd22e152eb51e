// tensorwright runtime build|test|bench|coverage|kernels: the generated tree as it is checked out,
// and the tip of a campaign.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/verify.h"
#include "cli/find.h"
#include "cli/kernel_list.h"
#include "cli/op_coverage.h"
#include "cli/print.h"
#include "cli/runtime_speed.h"
#include "cli/runtime_train.h"
#include "core/json.h"
#include "exec/runner.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTarget = "generated_runtime";
constexpr const char* kBuildScript =
    "cmake -G Ninja -S /src -B /build -DCMAKE_BUILD_TYPE=Release && cmake --build /build";
constexpr const char* kTestScript = " && ctest --test-dir /build --output-on-failure";

struct RuntimeArguments {
  std::string directory = kTarget;
  std::string campaign = "first_ops";
  std::string checks;  // A file; empty: the campaign's improvements.
  std::string train;   // A file of programs that train.
  int processors = 0;  // 0: all that there are.
};

Result<int> build_command(const Invocation& invocation, const RuntimeArguments& given);
Result<int> test_command(const Invocation& invocation, const RuntimeArguments& given);
Result<int> runtime_bench_command(const Invocation& invocation, const RuntimeArguments& given);
Result<int> run_script(const Invocation& invocation, const RuntimeArguments& given,
                       const std::string& script);
Result<void> keep_to(int processors, CheckConfig& check);
void print_metrics(const Verdict& verdict);

}  // namespace

void add_runtime(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<RuntimeArguments>();
  CLI::App* runtime =
      app.add_subcommand("runtime", "Build, test and time the generated tree, in the sandbox");
  runtime->require_subcommand(1);
  CLI::App* build = runtime->add_subcommand("build", "Configure and compile it, Release");
  build->callback(acting(chosen, invocation, given, build_command));
  CLI::App* test = runtime->add_subcommand("test", "Build it and run its own tests");
  test->callback(acting(chosen, invocation, given, test_command));
  for (CLI::App* command : {build, test}) {
    command->add_option("directory", given->directory, "The tree, from the repository's root")
        ->capture_default_str();
  }
  CLI::App* bench = runtime->add_subcommand(
      "bench", "Time each landed improvement against what it replaced, on new inputs");
  bench->add_option("campaign", given->campaign, "The campaign")->capture_default_str();
  bench->add_option(
      "--checks", given->checks,
      "A file of checks to run on its last tree instead, such as specs/NAME/speed.yaml");
  bench->add_option("--train", given->train,
                    "A file of programs of the tree that train, such as specs/NAME/train.yaml: "
                    "run them whole instead");
  bench
      ->add_option("--processors", given->processors,
                   "How many the programs of --checks and --train may run on, instead of all")
      ->check(CLI::Range(1, 1024));
  bench->add_flag("--json", invocation.json, "As JSON");
  bench->callback(acting(chosen, invocation, given, runtime_bench_command));
  add_op_coverage(*runtime, invocation, chosen);
  add_kernel_list(*runtime, invocation, chosen);
}

namespace {

Result<int> build_command(const Invocation& invocation, const RuntimeArguments& given) {
  return run_script(invocation, given, kBuildScript);
}

Result<int> test_command(const Invocation& invocation, const RuntimeArguments& given) {
  return run_script(invocation, given, std::string(kBuildScript) + kTestScript);
}

// The tree is untrusted code: it sees itself and its build directory alone.
Result<int> run_script(const Invocation& invocation, const RuntimeArguments& given,
                       const std::string& script) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  const fs::path tree = repo.root() / given.directory;
  if (!fs::exists(tree / "CMakeLists.txt")) {
    return Error{ErrorKind::usage, fmt::format("{} has no CMakeLists.txt: `tensorwright adopt` "
                                               "brings a campaign's tree here",
                                               tree.string())};
  }
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-runtime-"));
  TRY(make_private_directory(scratch.path() / "build"));
  Command command;
  command.argv = {"/bin/sh", "-c", script};
  command.mounts = {{tree, "/src", false}, {scratch.path() / "build", "/build", true}};
  command.limits.wall = std::chrono::minutes(20);
  const RunReport report = TRY(make_local_runner(invocation.tools.sandbox)->run(command));
  fmt::print("{}{}[{}, {}]\n", escape_for_terminal(report.out), escape_for_terminal(report.err),
             describe(report.outcome), seconds_text(report.wall_ms));
  return report.succeeded() ? kExitDone : kExitNotGood;
}

Result<int> runtime_bench_command(const Invocation& invocation, const RuntimeArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  if (!given.train.empty()) {
    return train_programs(invocation,
                          {repo.root() / given.directory, given.train, given.processors});
  }
  const Recording recording = TRY(find_log(invocation, given.campaign));
  if (!given.checks.empty()) {
    std::vector<CheckConfig> checks = TRY(load_check_list(given.checks));
    for (CheckConfig& check : checks) TRY(keep_to(given.processors, check));
    const Verdict verdict = TRY(measure_tip(repo, recording, given.checks, checks, invocation.tools,
                                            printing_listener(invocation.json)));
    return print_measured(invocation, checks, verdict);
  }
  const Spec spec = TRY(pinned_spec(invocation, recording));
  bool all_hold = true;
  for (const AttemptState& attempt : recording.state.attempts) {
    const Task* task = find_task(spec, attempt.opened.task);
    if (!attempt.landed || task == nullptr || task->kind != TaskKind::improve) continue;
    VerifyRequest request;
    request.commit = attempt.landed->commit;
    request.fresh_seed = true;
    request.only = {"build", "bench"};
    const Verification verification =
        TRY(verify(repo, request, invocation.tools, printing_listener(false)));
    print_metrics(verification.now);
    all_hold = all_hold && verification.holds;
  }
  return all_hold ? kExitDone : kExitNotGood;
}

// Of the checks, bench alone can.
Result<void> keep_to(int processors, CheckConfig& check) {
  if (processors == 0 || check.check != "bench") return {};
  nlohmann::json config = TRY(parse_json(check.config));
  config["processors"] = processors;
  check.config = canonical(config);
  return {};
}

void print_metrics(const Verdict& verdict) {
  std::vector<std::vector<std::string>> rows;
  for (const CheckReport& report : verdict.reports) {
    for (const auto& [name, metric] : report.metrics) {
      rows.push_back({name, fmt::format("{:.3f} {}", metric.value, metric.unit)});
    }
  }
  print_table({"metric", "value"}, rows);
}

}  // namespace
}  // namespace wright
