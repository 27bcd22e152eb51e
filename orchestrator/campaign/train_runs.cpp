#include "campaign/train_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/files.h"
#include "base/text.h"
#include "exec/runner.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBuild =
    "cmake -G Ninja -S /src -B /build -DCMAKE_BUILD_TYPE=Release && ninja -C /build";
constexpr int kCannotRun = 77;  // The exit code of a peer that lacks what it needs.
constexpr std::size_t kFileBytesMax = 256 << 20;

class Trainer {
 public:
  Trainer(const Tools& tools, fs::path build, const TrainRequest& request)
      : runner_(make_local_runner(tools.sandbox)),
        build_(std::move(build)),
        beside_(fs::absolute(request.list).parent_path()),
        processors_(request.processors) {}

  // The named programs of the tree and what they need, nothing else.
  Result<RunReport> build(const fs::path& tree, const std::vector<TrainProgram>& programs);
  Result<Trained> train(const TrainProgram& program);

 private:
  Result<RunReport> run(std::vector<std::string> argv, std::int64_t seconds_max);
  Result<void> time_steps(const TrainProgram& program, Trained& trained);
  Result<void> race_peer(const TrainProgram& program, Trained& trained);
  Result<void> resume(const TrainProgram& program, Trained& trained);
  Result<RunReport> own(const TrainProgram& program, std::int64_t steps,
                        const std::vector<std::string>& more = {});

  std::unique_ptr<Runner> runner_;
  fs::path build_;
  fs::path beside_;  // The folder of the list, where peers lie.
  int processors_;
};

std::vector<std::string> with_steps(const TrainProgram& program, std::int64_t steps);
std::string why(const RunReport& report);
double last_number_after(const std::string& output, const std::string& word);

}  // namespace

Result<std::vector<Trained>> train_tree(const Tools& tools, const TrainRequest& request,
                                        const OnTrained& on_trained) {
  const std::vector<TrainProgram> programs = TRY(load_train_list(request.list));
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-train-"));
  TRY(make_private_directory(scratch.path() / "build"));
  Trainer trainer(tools, scratch.path() / "build", request);
  const RunReport built = TRY(trainer.build(request.tree, programs));
  if (!built.succeeded())
    return Error{ErrorKind::spec, request.tree.string() + " does not build: " + why(built)};
  std::vector<Trained> all;
  for (const TrainProgram& program : programs) {
    all.push_back(TRY(trainer.train(program)));
    on_trained(all.back());
  }
  return all;
}

namespace {

Result<RunReport> Trainer::build(const fs::path& tree, const std::vector<TrainProgram>& programs) {
  std::string line = kBuild;
  for (const TrainProgram& program : programs) line += " " + program.name;
  Command command;
  command.argv = {"/bin/sh", "-c", line};
  command.mounts = {{tree, "/src", false}, {build_, "/build", true}};
  command.limits.wall = std::chrono::minutes(20);
  return runner_->run(command);
}

Result<Trained> Trainer::train(const TrainProgram& program) {
  Trained trained;
  trained.name = program.name;
  const RunReport whole = TRY(own(program, program.steps));
  if (!whole.succeeded()) {
    trained.failed = why(whole);
    return trained;
  }
  trained.seconds = static_cast<double>(whole.wall_ms) / 1000;
  trained.reached = last_number_after(whole.out, program.says);
  TRY(time_steps(program, trained));
  if (program.resume && trained.failed.empty()) TRY(resume(program, trained));
  trained.holds = trained.failed.empty() &&
                  trained.reached >= static_cast<double>(program.at_least) &&
                  trained.seconds <= static_cast<double>(program.seconds_max) &&
                  trained.resumes != "other bytes";
  return trained;
}

// Ours and the peer take turns, so that both meet the same machine.
Result<void> Trainer::time_steps(const TrainProgram& program, Trained& trained) {
  const RunReport brief = TRY(own(program, program.short_steps));
  const RunReport longer = TRY(own(program, program.long_steps));
  if (!brief.succeeded() || !longer.succeeded()) {
    trained.failed = why(brief.succeeded() ? longer : brief);
    return {};
  }
  const auto steps = static_cast<double>(program.long_steps - program.short_steps);
  trained.step = static_cast<double>(longer.wall_ms - brief.wall_ms) / 1000 / steps;
  if (!program.peer.empty()) TRY(race_peer(program, trained));
  return {};
}

Result<void> Trainer::race_peer(const TrainProgram& program, Trained& trained) {
  const auto run_peer = [&](std::int64_t steps) {
    return run({"/usr/bin/python3", "/peer/" + program.peer, std::to_string(steps)},
               program.seconds_max);
  };
  const RunReport brief = TRY(run_peer(program.short_steps));
  if (const auto* exited = std::get_if<Exited>(&brief.outcome);
      exited != nullptr && exited->code == kCannotRun) {
    trained.peer = "unavailable: " + escape_for_terminal(trim(head_and_tail(brief.err, 80)));
    return {};
  }
  const RunReport longer = TRY(run_peer(program.long_steps));
  if (!brief.succeeded() || !longer.succeeded()) {
    trained.peer = "failed: " + why(brief.succeeded() ? longer : brief);
    return {};
  }
  const auto steps = static_cast<double>(program.long_steps - program.short_steps);
  trained.peer_step = static_cast<double>(longer.wall_ms - brief.wall_ms) / 1000 / steps;
  trained.peer = fmt::format("{:.4f} s", trained.peer_step);
  return {};
}

// The files are compared here, byte by byte.
Result<void> Trainer::resume(const TrainProgram& program, Trained& trained) {
  const TrainResume& flags = *program.resume;
  const std::int64_t until = 2 * flags.at;
  const RunReport first = TRY(own(program, flags.at, {flags.save, "/build/at"}));
  const RunReport second =
      TRY(own(program, until, {flags.load, "/build/at", flags.save, "/build/resumed"}));
  const RunReport whole = TRY(own(program, until, {flags.save, "/build/whole"}));
  for (const RunReport* report : {&first, &second, &whole}) {
    if (report->succeeded()) continue;
    trained.failed = why(*report);
    return {};
  }
  const std::string resumed = TRY(read_file(build_ / "resumed", kFileBytesMax));
  const std::string straight = TRY(read_file(build_ / "whole", kFileBytesMax));
  trained.resumes = resumed == straight ? "same bytes" : "other bytes";
  return {};
}

Result<RunReport> Trainer::own(const TrainProgram& program, std::int64_t steps,
                               const std::vector<std::string>& more) {
  std::vector<std::string> argv = with_steps(program, steps);
  argv.insert(argv.begin(), "/build/" + program.name);
  argv.insert(argv.end(), more.begin(), more.end());
  return run(std::move(argv), program.seconds_max);
}

Result<RunReport> Trainer::run(std::vector<std::string> argv, std::int64_t seconds_max) {
  Command command;
  command.argv = std::move(argv);
  command.mounts = {{build_, "/build", true}, {beside_, "/peer", false}};
  command.limits.wall = std::chrono::seconds(2 * seconds_max);
  command.limits.processors = processors_;
  return runner_->run(command);
}

std::vector<std::string> with_steps(const TrainProgram& program, std::int64_t steps) {
  std::vector<std::string> arguments = program.arguments;
  std::replace(arguments.begin(), arguments.end(), std::string("STEPS"), std::to_string(steps));
  return arguments;
}

std::string why(const RunReport& report) {
  return escape_for_terminal(describe(report.outcome) + ": " + head_and_tail(report.err, 200));
}

// The last number of the last line that has the word; 0 when there is none.
double last_number_after(const std::string& output, const std::string& word) {
  const std::size_t at = output.rfind(word);
  if (at == std::string::npos) return 0;
  const std::string line = output.substr(at, output.find('\n', at) - at);
  const std::size_t end = line.find_last_of("0123456789");
  if (end == std::string::npos) return 0;
  const std::size_t before = line.find_last_not_of("0123456789.", end);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  double value = 0;
  std::from_chars(line.data() + begin, line.data() + end + 1, value);
  return value;
}

}  // namespace
}  // namespace wright
