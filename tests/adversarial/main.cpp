// adversarial [--kind NAME] [--third N] [--cheats] [--json] [--markdown FILE] [--directory DIR]
// adversarial --faults N|all [--first K] [--in PATH] [--markdown FILE] [--directory DIR]
//
// The second form gives the judge itself faults (fault_run.h), and 0 says that the corpus noticed
// each.  The first judges the planted corpus, two patches at a time, and says what became of
// each; exit 0 when every cheat was rejected by the rule that is named for it
// and every honest twin passed, else 1; 3 when it could not be found out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <thread>

#include "adversarial/fault_run.h"
#include "adversarial/matrix.h"
#include "base/files.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string kind;
  int third = -1;
  bool cheats = false;
  bool json = false;
  std::string markdown;
  std::string faults;
  FaultChoice choice;
  std::string directory = WRIGHT_BUILD_DIR "/tests/adversarial_galleries";
};

Result<std::vector<Kind>> chosen(const Arguments& given) {
  std::vector<Kind> kinds =
      TRY(load_kinds(fs::path(WRIGHT_SOURCE_DIR) / "tests/adversarial/kinds"));
  if (given.third >= 0) kinds = third_of(kinds, given.third);
  if (given.kind.empty()) return kinds;
  for (const Kind& kind : kinds) {
    if (kind.name == given.kind) return std::vector<Kind>{kind};
  }
  return Error{ErrorKind::usage, "no kind is named " + given.kind};
}

void say(const Outcome& outcome) {
  const Planted& planted = outcome.planted;
  fmt::print(stderr, "{} {}/{}: {}\n", outcome.is_right() ? "ok  " : "BAD ", planted.kind->name,
             planted.name, outcome.check.empty() ? "passed" : outcome.check);
  if (!outcome.is_right()) fmt::print(stderr, "     {}\n", outcome.message);
}

// Most of them are over in a moment; an honest patch goes through every check.
std::vector<std::size_t> cheats_first(const std::vector<Planted>& all) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_partition(order.begin(), order.end(),
                        [&](std::size_t i) { return all[i].is_cheat(); });
  return order;
}

Result<std::vector<Outcome>> judge_all(const std::vector<Planted>& all, const fs::path& directory) {
  constexpr int kGalleries = 2;
  std::vector<std::optional<Result<Outcome>>> outcomes(all.size());
  const std::vector<std::size_t> order = cheats_first(all);
  std::atomic<std::size_t> next{0};
  const auto work = [&](Gallery gallery) {
    for (std::size_t at = next++; at < all.size(); at = next++) {
      std::optional<Result<Outcome>>& outcome = outcomes[order[at]];
      outcome = gallery.judge(all[order[at]]);
      if (outcome->has_value()) say(**outcome);
    }
  };
  const Tools tools = tools_beside(fs::path(WRIGHT_BUILD_DIR) / "bin" / "tensorwright");
  std::vector<Gallery> galleries;
  for (int i = 0; i < kGalleries; ++i) {
    galleries.push_back(TRY(Gallery::open(directory / std::to_string(i), tools)));
  }
  std::vector<std::thread> threads;
  for (Gallery& gallery : galleries) threads.emplace_back(work, std::move(gallery));
  for (std::thread& thread : threads) thread.join();
  std::vector<Outcome> found;
  for (auto& outcome : outcomes) found.push_back(TRY(*std::move(outcome)));
  return found;
}

Result<int> run_faults(const Arguments& given) {
  FaultChoice choice = given.choice;
  choice.count = given.faults == "all" ? 0 : std::atoi(given.faults.c_str());
  const std::vector<Judged> judged =
      TRY(judge_faults(choice, fs::path(given.directory) / "faults"));
  const std::string page = markdown_of(judged);
  fmt::print("{}", page);
  if (!given.markdown.empty()) TRY(write_file(given.markdown, page));
  return all_noticed(judged) ? 0 : 1;
}

Result<int> run(const Arguments& given) {
  if (!given.faults.empty()) return run_faults(given);
  const std::vector<Kind> kinds = TRY(chosen(given));
  std::vector<Planted> planted = planted_in(kinds);
  if (given.cheats) std::erase_if(planted, [](const Planted& one) { return !one.is_cheat(); });
  const std::vector<Outcome> outcomes = TRY(judge_all(planted, given.directory));
  if (given.json) fmt::print("{}\n", json_of(outcomes));
  if (!given.markdown.empty()) {
    TRY(write_file(given.markdown,
                   "# The planted corpus\n\nWritten by `bin/adversarial --markdown`.\n\n" +
                       markdown_of(outcomes)));
  }
  const Tally tally = tally_of(outcomes);
  fmt::print(stderr,
             "{} cheats: {} escaped, {} met by another rule; {} honest twins: {} false alarms\n",
             tally.cheats, tally.escapes, tally.other_rule, tally.honest, tally.false_alarms);
  return tally.is_clean() ? 0 : 1;
}

}  // namespace
}  // namespace wright::adversarial

int main(int argc, char** argv) {
  wright::adversarial::Arguments given;
  CLI::App app{"Judges the planted corpus"};
  app.add_option("--kind", given.kind, "One kind alone");
  app.add_option("--third", given.third, "One third of the kinds: 0, 1 or 2");
  app.add_flag("--cheats", given.cheats, "The cheats alone: quick, and proves half");
  app.add_option("--markdown", given.markdown, "Write the matrix to this file");
  app.add_option("--faults", given.faults,
                 "Give the judge so many faults, or all, and see them noticed");
  app.add_option("--first", given.choice.first, "Which of them to begin with");
  app.add_option("--in", given.choice.in, "Only in sources with this in their path");
  app.add_option("--directory", given.directory, "Where the repositories of the judgings are");
  app.add_flag("--json", given.json, "Print the matrix as JSON");
  CLI11_PARSE(app, argc, argv);
  const wright::Result<int> done = wright::adversarial::run(given);
  if (done) return *done;
  fmt::print(stderr, "adversarial: {}\n", done.error().message);
  return 3;
}
