// tensorwright why FILE:LINE: who wrote the line, for which clause, and what it
// had to pass.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

struct WhyArguments {
  std::string place;
  std::string revision = "HEAD";
};

struct Place {
  std::string file;
  std::size_t line = 1;
};

Result<int> why_command(const Invocation& invocation, const WhyArguments& given);
Result<Place> parse_place(const std::string& text);
void print_outsider(const Invocation& invocation, const Place& place, const CommitInfo& commit);
Result<void> print_reason(const Invocation& invocation, const Place& place,
                          const CommitInfo& commit, const Explanation& found);
std::string subject_of(const CommitInfo& commit);

}  // namespace

void add_why(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<WhyArguments>();
  CLI::App* command = app.add_subcommand(
      "why", "Which attempt wrote a line, for which clauses, and what it passed");
  command->add_option("place", given->place, "FILE:LINE, from the repository's root")->required();
  command->add_option("--rev", given->revision, "The revision to look at")->capture_default_str();
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, why_command));
}

namespace {

Result<int> why_command(const Invocation& invocation, const WhyArguments& given) {
  const Place place = TRY(parse_place(given.place));
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId revision = TRY(repo.resolve(given.revision));
  const std::vector<CommitId> lines = TRY(repo.blame(revision, place.file));
  if (place.line > lines.size()) {
    return Error{ErrorKind::usage,
                 fmt::format("{} has {} lines at {}", place.file, lines.size(), given.revision)};
  }
  const CommitInfo commit = TRY(repo.read_commit(lines[place.line - 1]));
  if (commit.trailers.count("Tensorwright-Attempt") == 0) {
    print_outsider(invocation, place, commit);
    return kExitDone;
  }
  const Explanation found = TRY(explain(repo.root(), commit));
  TRY(print_reason(invocation, place, commit, found));
  return kExitDone;
}

Result<Place> parse_place(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  Place place;
  if (colon != std::string::npos && colon != 0) {
    place.file = text.substr(0, colon);
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, place.line);
    if (parsed.ec == std::errc{} && parsed.ptr == end && place.line > 0) return place;
  }
  return Error{ErrorKind::usage, fmt::format("{} is no FILE:LINE", escape_for_terminal(text))};
}

// A scaffold's commit, or one of a person's.
void print_outsider(const Invocation& invocation, const Place& place, const CommitInfo& commit) {
  const auto campaign = commit.trailers.find("Tensorwright-Campaign");
  const bool is_scaffold = campaign != commit.trailers.end();
  if (invocation.json) {
    print_json({{"file", place.file},
                {"line", place.line},
                {"commit", commit.id.value},
                {"origin", is_scaffold ? "scaffold" : "outside any campaign"}});
    return;
  }
  fmt::print("{}:{} comes from {}\n", escape_for_terminal(place.file), place.line, commit.id.value);
  if (is_scaffold) {
    fmt::print("  the scaffold of campaign {}: its spec's author wrote it\n",
               escape_for_terminal(campaign->second));
  } else {
    fmt::print("  {}, by {}: no campaign wrote it\n", escape_for_terminal(subject_of(commit)),
               escape_for_terminal(commit.spec.author_name));
  }
}

Result<void> print_reason(const Invocation& invocation, const Place& place,
                          const CommitInfo& commit, const Explanation& found) {
  const Spec spec = TRY(pinned_spec(invocation, found.recording));
  const Verdict verdict = TRY(recorded_verdict(found.recording, found.attempt));
  const Task* task = find_task(spec, found.attempt.opened.task);
  const std::vector<std::string> clauses =
      task != nullptr ? task->clauses : std::vector<std::string>{};
  if (invocation.json) {
    print_json({{"file", place.file},
                {"line", place.line},
                {"commit", commit.id.value},
                {"origin", "attempt"},
                {"attempt", found.attempt.opened.attempt.value},
                {"agent", found.attempt.opened.agent},
                {"model", found.attempt.opened.model},
                {"clauses", clauses},
                {"verdict", to_json(verdict)}});
    return {};
  }
  fmt::print("{}:{} was written by attempt {}\n", escape_for_terminal(place.file), place.line,
             found.attempt.opened.attempt.value);
  fmt::print("  author    {}, model {}\n", escape_for_terminal(found.attempt.opened.agent),
             escape_for_terminal(found.attempt.opened.model));
  fmt::print("  commit    {} {}\n", short_id(commit.id.value),
             escape_for_terminal(subject_of(commit)));
  for (const Clause& clause : spec.clauses) {
    if (std::find(clauses.begin(), clauses.end(), clause.id) == clauses.end()) continue;
    fmt::print("  [{}] {}\n", clause.id, escape_for_terminal(clause.text));
  }
  for (const CheckReport& report : verdict.reports) {
    fmt::print("  passed    {}: {}\n", report.check, escape_for_terminal(report.summary));
  }
  fmt::print("  more      tensorwright show {}\n", found.attempt.opened.attempt.value);
  return {};
}

std::string subject_of(const CommitInfo& commit) {
  return commit.spec.message.substr(0, commit.spec.message.find('\n'));
}

}  // namespace
}  // namespace wright
