#include "campaign/landing_digests.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "campaign/pinned_spec.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

Result<json> clauses_of(const Hall& hall, const TaskId& id);
json transcript_of(const Hall& hall, const AttemptState& attempt);
json words_of(const Verdict& verdict, std::string CheckReport::*field);
json tests_of(const Verdict& verdict);
json artifacts_of(const Verdict& verdict);
json sha256_of(const std::string& bytes);

}  // namespace

Result<json> landing_digests(const Hall& hall, const AttemptState& attempt,
                             const Verdict& verdict) {
  return json{{"brief", {{"sha256", attempt.opened.brief.value}}},
              {"clauses", TRY(clauses_of(hall, attempt.opened.task))},
              {"transcript", transcript_of(hall, attempt)},
              {"toolchain", words_of(verdict, &CheckReport::toolchain)},
              {"isolation", words_of(verdict, &CheckReport::sandbox)},
              {"tests", tests_of(verdict)},
              {"artifacts", artifacts_of(verdict)}};
}

namespace {

// Those of the newest spec that the log has pinned, which another process may have mended.
Result<json> clauses_of(const Hall& hall, const TaskId& id) {
  const Digest& files = newest_spec_files(hall.state());
  const Spec spec =
      TRY(load_pinned_spec(hall.run(), files, hall.workshop(), known_checks(hall.checks())));
  const Task* task = find_task(spec, id);
  if (task == nullptr) {
    return Error{ErrorKind::journal, fmt::format("the pinned spec lacks task {}", id.value)};
  }
  json clauses = json::object();
  for (const Clause& clause : spec.clauses) {
    const bool is_asked =
        std::find(task->clauses.begin(), task->clauses.end(), clause.id) != task->clauses.end();
    if (is_asked) clauses[clause.id] = sha256_of(clause.text);
  }
  return clauses;
}

// The attempt's lines as they stand in events.jsonl, the last one being `judged`.
json transcript_of(const Hall& hall, const AttemptState& attempt) {
  std::string text;
  int lines = 0;
  for (const Event& event : hall.events()) {
    if (attempt_of(event.body) != attempt.opened.attempt) continue;
    text += canonical(to_json(event)) + "\n";
    ++lines;
    if (std::holds_alternative<Judged>(event.body)) break;
  }
  json transcript = sha256_of(text);
  transcript["lines"] = lines;
  transcript["actions"] = attempt.actions;
  return transcript;
}

// One word of each report, sorted, each once, a line each; none when no report has it.
json words_of(const Verdict& verdict, std::string CheckReport::*field) {
  std::set<std::string> words;
  for (const CheckReport& report : verdict.reports) {
    if (!(report.*field).empty()) words.insert(report.*field);
  }
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return sha256_of(text);
}

json tests_of(const Verdict& verdict) {
  const std::vector<std::string> names = passed_tests(verdict);
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  json tests = sha256_of(text);
  tests["count"] = names.size();
  return tests;
}

json artifacts_of(const Verdict& verdict) {
  json artifacts = json::object();
  for (const CheckReport& report : verdict.reports) {
    for (const Artifact& artifact : report.artifacts) {
      artifacts[report.check + "/" + artifact.name] = {{"sha256", artifact.digest.value}};
    }
  }
  return artifacts;
}

json sha256_of(const std::string& bytes) {
  return {{"sha256", digest_of(bytes).value}};
}

}  // namespace
}  // namespace wright
