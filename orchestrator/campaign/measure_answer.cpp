// How soon a patch of one file is answered: syntax, build and 200 visible tests,
// beside what a default CMake, Ninja, bfd and CTest take for the same.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/files.h"
#include "campaign/hall.h"
#include "campaign/judge_trees.h"
#include "campaign/measure.h"
#include "campaign/pinned_spec.h"
#include "campaign/root.h"
#include "campaign/sample_library.h"
#include "exec/program.h"
#include "plan/plan.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int kAnswerRounds = 5;
constexpr const char* kSampleName = "sample";
constexpr const char* kChanged = "src/unit_1.cpp";
constexpr double kFirstMax = 0.35;  // Of the default.
constexpr double kCachedMax = 0.05;

// Both sides of the comparison, with the same files.
struct Bench {
  Repo repo;
  Workshop workshop;
  CheckTable checks;
  Spec spec;
  TreeId base;
  fs::path peer;  // Sources; its build is beside it.
};

Result<Bench> lay_out(const Tools& tools, const fs::path& scratch);
Result<fs::path> write_sample_spec(const fs::path& scratch);
Result<double> answer_ms(Bench& bench, const Tools& tools, int salt);
Result<double> peer_ms(const Bench& bench, int salt);
Result<void> build_peer(const Bench& bench);
Result<void> must_run(const std::vector<std::string>& argv);
double since(steady_clock::time_point began);
Measurement ratio_row(const std::string& name, std::vector<double> ratios, double limit,
                      const std::string& how);

}  // namespace

Result<std::vector<Measurement>> measure_first_answer(const Tools& tools,
                                                      const OnMeasuring& on_measuring) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-answer-"));
  on_measuring("builds a sample library twice, to have what a patch is built upon");
  Bench bench = TRY(lay_out(tools, scratch.path()));
  TRY(build_peer(bench));
  TRY(answer_ms(bench, tools, 1));
  std::vector<double> first;
  std::vector<double> cached;
  std::vector<double> defaults;
  for (int round = 0; round < kAnswerRounds; ++round) {
    on_measuring(fmt::format("answers patch {} of {}", round + 1, kAnswerRounds));
    const int salt = 2 + round;
    const double peer = TRY(peer_ms(bench, salt));
    defaults.push_back(peer);
    first.push_back(TRY(answer_ms(bench, tools, salt)) / peer);
    cached.push_back(TRY(answer_ms(bench, tools, salt)) / peer);
  }
  std::sort(defaults.begin(), defaults.end());
  const std::string how = fmt::format("of {:.2f} s: cmake --build (Release, bfd) and ctest",
                                      defaults[kAnswerRounds / 2] / 1000);
  return std::vector<Measurement>{
      ratio_row("first answer, one-file patch, 200 tests", std::move(first), kFirstMax, how),
      ratio_row("the same answer again", std::move(cached), kCachedMax, how)};
}

namespace {

Result<Bench> lay_out(const Tools& tools, const fs::path& scratch) {
  const fs::path home = scratch / "repository";
  TRY(make_directories(home));
  Repo repo = TRY(Repo::init(home));
  CheckTable checks = TRY(load_checks(tools));
  const fs::path directory = TRY(write_sample_spec(scratch));
  Spec spec = TRY(load_sound_spec(directory, known_checks(checks)));
  Patch files = TRY(scaffold_patch(spec));
  for (const auto& [path, text] : sample_library(kSampleName, {})) {
    put(files, path, FileMode::regular, text);
  }
  const fs::path peer = scratch / "peer";
  for (const PatchEntry& entry : files.entries) {
    TRY(make_directories((peer / entry.path).parent_path()));
    TRY(write_file(peer / entry.path, files.blobs.at(*entry.blob)));
  }
  const TreeId nothing = TRY(repo.empty_tree());
  const TreeId base = TRY(repo.apply(nothing, spec.target, files));
  return Bench{
      std::move(repo), Workshop(scratch / "run"), std::move(checks), std::move(spec), base, peer};
}

// The spec that `spec new` makes, with the changed unit in the task's `writes`.
Result<fs::path> write_sample_spec(const fs::path& scratch) {
  const fs::path directory = scratch / kSampleName;
  for (auto [path, text] : new_spec_files(kSampleName)) {
    const std::string own = "src/slug.cpp";
    const std::size_t at = path.rfind("tasks/", 0) == 0 ? text.find(own) : std::string::npos;
    if (at != std::string::npos) text.insert(at + own.size(), fmt::format(", {}", kChanged));
    TRY(make_directories((directory / path).parent_path()));
    TRY(write_file(directory / path, text));
  }
  return directory;
}

Result<double> answer_ms(Bench& bench, const Tools& tools, int salt) {
  const auto began = steady_clock::now();
  Patch patch;
  put(patch, kChanged, FileMode::regular,
      sample_unit(kSampleName, "unit_1", SampleSize().functions, salt));
  TreeJudging judging;
  judging.spec = &bench.spec;
  judging.task = &bench.spec.tasks.front();
  judging.base = bench.base;
  judging.candidate = TRY(bench.repo.apply(bench.base, bench.spec.target, patch));
  judging.seed = seed_of(digest_of(patch), "measured");
  judging.id = "answer";
  for (const CheckConfig& check : visible_checks(judging.task->checks, bench.checks)) {
    judging.checks.push_back(check);
  }
  judging.visible_only = true;
  const Verdict verdict =
      TRY(judge_trees(bench.repo, bench.workshop, tools, bench.checks, judging));
  const double took = since(began);
  const CheckReport& last = verdict.reports.back();
  // The cases of the spec's own task fail here: it has no slug.cpp.
  if (last.check != "tests" ||
      last.tests.passed < SampleSize().test_programs * SampleSize().tests_of_each) {
    return Error{ErrorKind::protocol,
                 fmt::format("the sample was not answered: {}: {}", last.check, last.summary)};
  }
  return took;
}

Result<void> build_peer(const Bench& bench) {
  const std::string build = bench.peer.string() + "-build";
  TRY(must_run({"/usr/bin/cmake", "-G", "Ninja", "-S", bench.peer.string(), "-B", build,
                "-DCMAKE_BUILD_TYPE=Release"}));
  TRY(must_run({"/usr/bin/cmake", "--build", build}));
  return must_run({"/usr/bin/ctest", "--test-dir", build});
}

Result<double> peer_ms(const Bench& bench, int salt) {
  const std::string build = bench.peer.string() + "-build";
  TRY(write_file(bench.peer / kChanged,
                 sample_unit(kSampleName, "unit_1", SampleSize().functions, salt)));
  const auto began = steady_clock::now();
  TRY(must_run({"/usr/bin/cmake", "--build", build}));
  TRY(must_run({"/usr/bin/ctest", "--test-dir", build}));
  return since(began);
}

Result<void> must_run(const std::vector<std::string>& argv) {
  ProgramRequest request;
  request.argv = argv;
  const ProgramReport report = TRY(run_program(request));
  if (report.exit_code == 0 && report.signal == 0) return {};
  return Error{ErrorKind::io, fmt::format("{} ended with {}: {}", argv[0], report.exit_code,
                                          report.out.substr(0, 400))};
}

double since(steady_clock::time_point began) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - began).count();
}

Measurement ratio_row(const std::string& name, std::vector<double> ratios, double limit,
                      const std::string& how) {
  std::sort(ratios.begin(), ratios.end());
  return Measurement{name, ratios[ratios.size() / 2], ratios.front(), ratios.back(), limit, "x",
                     how};
}

}  // namespace
}  // namespace wright
