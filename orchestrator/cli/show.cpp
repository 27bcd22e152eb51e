// tensorwright show: everything that the record has of an attempt or a commit.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/settle.h"
#include "cli/evidence_list.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kOutputShown = 2000;
constexpr std::size_t kFindingsShown = 8;  // Of a check.

struct ShowArguments {
  std::string id;
  bool brief = false;
  bool actions = false;
};

Result<int> show_command(const Invocation& invocation, const ShowArguments& given);
Result<Explanation> find_explanation(const Invocation& invocation, const std::string& id);
Result<void> print_brief(const Explanation& shown);
Result<void> print_actions(const Explanation& shown);
Result<void> print_summary(const Invocation& invocation, const Explanation& shown);
Result<void> print_patch(const Explanation& shown);
Result<void> print_verdict(const Explanation& shown);
void print_findings(const CheckReport& report);
void print_end(const Explanation& shown);
Result<nlohmann::json> json_of(const Explanation& shown);
std::vector<ActionTaken> actions_of(const Explanation& shown);

}  // namespace

void add_show(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<ShowArguments>();
  CLI::App* command =
      app.add_subcommand("show", "An attempt or a landed commit: what was done and how it ended");
  command->add_option("id", given->id, "An attempt's id, or a revision")->required();
  command->add_flag("--brief", given->brief, "The brief that the agent was given");
  command->add_flag("--actions", given->actions, "Each action with its output");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, show_command));
}

namespace {

Result<int> show_command(const Invocation& invocation, const ShowArguments& given) {
  const Explanation shown = TRY(find_explanation(invocation, given.id));
  if (invocation.json) {
    nlohmann::json record = TRY(json_of(shown));
    if (shown.attempt.landed) record["claim"] = TRY(claim_word(invocation, shown));
    print_json(record);
    return kExitDone;
  }
  if (given.brief) {
    TRY(print_brief(shown));
  } else if (given.actions) {
    TRY(print_actions(shown));
  } else {
    TRY(print_summary(invocation, shown));
  }
  return kExitDone;
}

// `<campaign>.<task>.<number>` is an attempt; anything else is a revision.
Result<Explanation> find_explanation(const Invocation& invocation, const std::string& id) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const Result<Explanation> attempt = find_in_logs(repo.root(), AttemptId{id});
  if (attempt) return *attempt;
  const Result<CommitId> commit = repo.resolve(id);
  if (!commit) return attempt.error();
  const CommitInfo info = TRY(repo.read_commit(*commit));
  return explain(repo.root(), info);
}

Result<void> print_brief(const Explanation& shown) {
  const std::string brief = TRY(read_blob(shown.recording.directory, shown.attempt.opened.brief));
  fmt::print("{}\n", escape_for_terminal(brief));
  return {};
}

Result<void> print_actions(const Explanation& shown) {
  for (const ActionTaken& action : actions_of(shown)) {
    fmt::print("{}\n", tinted(Tint::strong, fmt::format("{} {} -> {} ({})", word_of(action.kind),
                                                        escape_for_terminal(action.subject),
                                                        escape_for_terminal(action.outcome),
                                                        seconds_text(action.duration_ms))));
    for (const Digest& digest : {action.input, action.output}) {
      if (digest.empty()) continue;
      const std::string text = TRY(read_blob(shown.recording.directory, digest));
      fmt::print("{}\n", escape_for_terminal(head_and_tail(text, kOutputShown)));
    }
  }
  return {};
}

Result<void> print_summary(const Invocation& invocation, const Explanation& shown) {
  const AttemptState& attempt = shown.attempt;
  fmt::print("{}\n", tinted(Tint::strong, attempt.opened.attempt.value));
  fmt::print("  author    {}, model {}\n", escape_for_terminal(attempt.opened.agent),
             escape_for_terminal(attempt.opened.model));
  fmt::print("  opened    {} on {}\n", date_text(attempt.opened_ms),
             short_id(attempt.opened.base.value));
  fmt::print("  took      {}, {} actions\n", seconds_text(attempt.ended_ms - attempt.opened_ms),
             attempt.actions);
  if (!attempt.opened.carries.empty()) {
    fmt::print("  carries   {}\n", attempt.opened.carries.value);
  }
  TRY(print_patch(shown));
  for (const ActionTaken& action : actions_of(shown)) {
    if (action.kind != ActionKind::note) continue;
    fmt::print("  note      {}\n", escape_for_terminal(head_and_tail(action.subject, 400)));
  }
  TRY(print_verdict(shown));
  if (attempt.landed) {
    const std::string claim = TRY(claim_text(invocation, shown));
    fmt::print("  claim     {}\n", claim);
  }
  print_end(shown);
  if (attempt.rejected) {
    const std::string feedback =
        TRY(read_blob(shown.recording.directory, attempt.rejected->feedback));
    fmt::print("\nWhat the agent was told:\n{}\n", escape_for_terminal(feedback));
  }
  return {};
}

Result<void> print_patch(const Explanation& shown) {
  if (!shown.attempt.submitted) return {};
  const Patch patch = TRY(load_patch(shown.recording.directory, shown.attempt.submitted->patch));
  for (const PatchEntry& entry : patch.entries) {
    const std::string size =
        entry.blob ? fmt::format("{} bytes", patch.blobs.at(*entry.blob).size()) : "deleted";
    fmt::print("  file      {} ({})\n", escape_for_terminal(entry.path), size);
  }
  return {};
}

Result<void> print_verdict(const Explanation& shown) {
  if (!shown.attempt.judged) return {};
  const Verdict verdict = TRY(recorded_verdict(shown.recording, shown.attempt));
  for (const CheckReport& report : verdict.reports) {
    const bool is_good = report.status == CheckStatus::pass;
    fmt::print("  check     {} {}: {} ({})\n", report.check,
               tinted(is_good ? Tint::good : Tint::bad, word_of(report.status)),
               escape_for_terminal(report.summary), seconds_text(report.duration_ms));
    if (!is_good) print_findings(report);
  }
  return {};
}

// Held-out ones too: whoever asks here has the spec, and no agent gets to see it.
void print_findings(const CheckReport& report) {
  std::size_t printed = 0;
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::error || printed++ >= kFindingsShown) continue;
    const std::string place =
        finding.file.empty() ? "" : fmt::format("{}:{}: ", finding.file, finding.line);
    fmt::print("            {}{}: {}{}\n", finding.held_out ? "held out, " : "", finding.rule,
               escape_for_terminal(place), escape_for_terminal(finding.message));
  }
}

void print_end(const Explanation& shown) {
  const AttemptState& attempt = shown.attempt;
  if (attempt.landed) {
    fmt::print("  {}    as {}\n", tinted(Tint::good, "landed"), attempt.landed->commit.value);
  } else if (attempt.rejected) {
    fmt::print("  {}  by {}\n", tinted(Tint::bad, "rejected"), attempt.rejected->reason);
  } else if (attempt.abandoned) {
    fmt::print("  given up  {}\n", escape_for_terminal(attempt.abandoned->reason));
  } else {
    fmt::print("  stage     {}\n", word_of(attempt.stage));
  }
  fmt::print("  log       {}\n", shown.recording.directory.string());
}

Result<nlohmann::json> json_of(const Explanation& shown) {
  nlohmann::json events = nlohmann::json::array();
  for (const Event& event : shown.recording.log.events) {
    if (attempt_of(event.body) == shown.attempt.opened.attempt) events.push_back(to_json(event));
  }
  nlohmann::json record{{"attempt", shown.attempt.opened.attempt.value},
                        {"stage", word_of(shown.attempt.stage)},
                        {"log", shown.recording.directory.string()},
                        {"events", std::move(events)}};
  if (shown.attempt.judged) {
    const Verdict verdict = TRY(recorded_verdict(shown.recording, shown.attempt));
    record["verdict"] = to_json(verdict);
  }
  return record;
}

std::vector<ActionTaken> actions_of(const Explanation& shown) {
  std::vector<ActionTaken> actions;
  for (const Event& event : shown.recording.log.events) {
    const auto* action = std::get_if<ActionTaken>(&event.body);
    if (action != nullptr && action->attempt == shown.attempt.opened.attempt) {
      actions.push_back(*action);
    }
  }
  return actions;
}

}  // namespace
}  // namespace wright
