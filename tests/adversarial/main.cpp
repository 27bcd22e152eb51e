// adversarial [--kind NAME] [--third N] [--cheats] [--json] [--markdown FILE] [--directory DIR]
// adversarial --everything [--faults N|all [--in PATH]] [--markdown FILE] [--directory DIR]
// adversarial --landings
// adversarial --faults N|all [--first K] [--in PATH] [--markdown FILE] [--directory DIR]
//
// The last form gives the judge itself faults (fault_run.h), and 0 says that each was noticed.  A
// room of which all were tried is kept in --record, and --everything tells of what is kept there.
// The first judges the planted corpus, two patches at a time, and says what became of
// each; exit 0 when every cheat was rejected by the rule that is named for it
// and every honest twin passed, else 1; 3 when it could not be found out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "adversarial/fault_record.h"
#include "adversarial/fault_run.h"
#include "adversarial/judge_all.h"
#include "adversarial/matrix.h"
#include "adversarial/surroundings.h"
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
  bool everything = false;
  bool landings = false;
  FaultChoice choice;
  std::string record = WRIGHT_SOURCE_DIR "/docs/adversarial_faults.json";
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

Tools tools() {
  return tools_beside(fs::path(WRIGHT_BUILD_DIR) / "bin" / "tensorwright");
}

// What is kept, with the rooms of which all faults were tried now in their place.
Result<FaultRecord> record_with(const Arguments& given, const std::vector<Judged>& judged) {
  FaultRecord record = TRY(load_record(given.record));
  const FaultRecord before = record;
  TRY(take_over(record, judged));
  if (record != before) TRY(save_record(given.record, record));
  return record;
}

Result<std::vector<Judged>> faults(const Arguments& given) {
  FaultChoice choice = given.choice;
  choice.count = std::atoi(given.faults.c_str());  // Of "all", 0: all.
  return judge_faults(choice, fs::path(given.directory) / "faults");
}

Result<int> run_faults(const Arguments& given) {
  const std::vector<Judged> judged = TRY(faults(given));
  const FaultRecord record = TRY(record_with(given, judged));
  const std::string page = TRY(markdown_of(record));
  fmt::print("{}", page);
  if (!given.markdown.empty()) TRY(write_file(given.markdown, page));
  return all_noticed(judged) ? 0 : 1;
}

// What has landed, judged again by the checks that take seconds.
Result<int> run_landings() {
  const std::vector<std::string> checks{"policy"};
  const std::vector<Landing> landings = TRY(judge_landings(tools(), checks));
  fmt::print("{}", markdown_of(landings, checks));
  return std::all_of(landings.begin(), landings.end(),
                     [](const Landing& one) { return one.passes; })
             ? 0
             : 1;
}

// The whole page: the corpus, the sandbox, what has landed, the judge's own faults as they are
// kept, or as they are found now where --faults says so.
Result<int> run_everything(const Arguments& given, const std::vector<Outcome>& outcomes) {
  const std::vector<std::string> checks{"policy"};
  const std::vector<Attack> attacks = TRY(attack_sandbox(tools().sandbox));
  const std::vector<Landing> landings = TRY(judge_landings(tools(), checks));
  std::vector<Judged> judged;
  if (!given.faults.empty()) judged = TRY(faults(given));
  const FaultRecord record = TRY(record_with(given, judged));
  const std::string told = TRY(markdown_of(record));
  const std::string page = fmt::format(
      "# How the judge was attacked\n\nWritten by `./tensorwright check --adversarial`.\n\n"
      "## The planted corpus\n{}\n## The sandbox\n{}\n## What has landed\n{}\n"
      "## Faults of the judge itself\nEach rule dropped, turned round and weakened in the source "
      "of its check; what is planted must notice. A room is tried by `adversarial --faults all "
      "--in /ROOM/`.\n\n{}",
      markdown_of(outcomes), markdown_of(attacks), markdown_of(landings, checks), told);
  if (!given.markdown.empty()) TRY(write_file(given.markdown, page));
  const bool held =
      std::all_of(attacks.begin(), attacks.end(), [](const Attack& one) { return one.held; });
  const bool passed =
      std::all_of(landings.begin(), landings.end(), [](const Landing& one) { return one.passes; });
  const bool noticed = TRY(is_whole(record));
  return held && passed && noticed && tally_of(outcomes).is_clean() ? 0 : 1;
}

Result<int> run(const Arguments& given) {
  if (!given.faults.empty() && !given.everything) return run_faults(given);
  if (given.landings) return run_landings();
  const std::vector<Kind> kinds = TRY(chosen(given));
  std::vector<Planted> planted = planted_in(kinds);
  if (given.cheats) std::erase_if(planted, [](const Planted& one) { return !one.is_cheat(); });
  const std::vector<Outcome> outcomes = TRY(judge_all(planted, given.directory, tools()));
  if (given.json) fmt::print("{}\n", json_of(outcomes));
  const Tally tally = tally_of(outcomes);
  fmt::print(stderr,
             "{} cheats: {} escaped, {} met by another rule; {} honest twins: {} false alarms\n",
             tally.cheats, tally.escapes, tally.other_rule, tally.honest, tally.false_alarms);
  if (given.everything) return run_everything(given, outcomes);
  if (!given.markdown.empty()) TRY(write_file(given.markdown, markdown_of(outcomes)));
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
  app.add_flag("--everything", given.everything,
               "And the sandbox, what has landed, and the faults of the judge, in one page");
  app.add_option("--faults", given.faults,
                 "Give the judge so many faults, or all, and see them noticed");
  app.add_flag("--landings", given.landings, "Judge what has landed again, and nothing else");
  app.add_option("--first", given.choice.first, "Which of them to begin with");
  app.add_option("--record", given.record, "Where what became of them is kept");
  app.add_option("--in", given.choice.in, "Only in sources with this in their path");
  app.add_option("--directory", given.directory, "Where the repositories of the judgings are");
  app.add_flag("--json", given.json, "Print the matrix as JSON");
  CLI11_PARSE(app, argc, argv);
  const wright::Result<int> done = wright::adversarial::run(given);
  if (done) return *done;
  fmt::print(stderr, "adversarial: {}\n", done.error().message);
  return 3;
}
