#include "auditor/statement.h"

#include <set>

#include "auditor/spec.h"
#include "auditor/verdict.h"

namespace auditor {
namespace {

json predicate_of(const Log& log, const Story& story, const Attempt& attempt);
void add_digests(const Log& log, const Attempt& attempt, const json& recorded, json& predicate);
json words_of(const json& verdict, const char* field);
json artifacts_of(const json& verdict);
json named(const std::string& digest);
json statement(const std::string& type, json subject, json predicate);

}  // namespace

void audit_statement(const Log& log, const Story& story, const Attempt& attempt, Report& report) {
  const std::string& text = log.blob(text_at(attempt.landed->value, "statement"));
  const json recorded = parse(text).value_or(json());
  const std::string type = text_at(recorded, "predicateType");
  const bool has_digests = type == kTypes + "landing/v2";
  report.expect(has_digests || type == kTypes + "landing/v1", attempt.id,
                "its statement is of no known type");
  json predicate = predicate_of(log, story, attempt);
  if (has_digests) add_digests(log, attempt, at(recorded, "predicate"), predicate);
  const json subject{{"name", story.target()},
                     {"digest", {{"gitTree", text_at(attempt.judged->value, "tree")}}}};
  const json expected = statement(type, subject, std::move(predicate));
  if (canonical(expected) == text) return;
  const json difference = json::diff(expected, recorded);
  report.find(attempt.id,
              "its statement is not the one that follows from the log" +
                  (difference.empty() ? std::string()
                                      : ": see " + shown(text_at(difference.front(), "path"))));
}

json closing_statement(const Story& story, const std::string& tree) {
  const json& closed = story.closed->value;
  const json subject{{"name", story.target()},
                     {"digest", {{"gitCommit", text_at(closed, "closing")}, {"gitTree", tree}}}};
  return statement(kTypes + "closing/v1", subject,
                   {{"campaign", story.campaign()},
                    {"head", named(text_at(closed, "head"))},
                    {"count", number_at(closed, "count")},
                    {"tip", {{"gitCommit", text_at(closed, "tip")}}}});
}

namespace {

json predicate_of(const Log& log, const Story& story, const Attempt& attempt) {
  const json& opened = attempt.opened->value;
  json predicate{{"campaign", story.campaign()},
                 {"task", attempt.task},
                 {"attempt", attempt.id},
                 {"agent", text_at(opened, "agent")},
                 {"model", text_at(opened, "model")},
                 {"patch", named(text_at(attempt.submitted->value, "patch"))},
                 {"nonce", text_at(attempt.nonce->value, "nonce")},
                 {"spec", named(attempt.spec_files)},
                 {"held_out", named(attempt.held_out)},
                 {"verdict", log.blob_json(text_at(attempt.judged->value, "verdict"))}};
  if (attempt.served.is_object() && at(attempt.served, "model") == at(opened, "model")) {
    predicate["served"] = {{"server", at(attempt.served, "server")},
                           {"digest", at(attempt.served, "digest")},
                           {"told", at(attempt.served, "told")}};
  }
  return predicate;
}

void add_digests(const Log& log, const Attempt& attempt, const json& recorded, json& predicate) {
  const json& verdict = predicate["verdict"];
  std::string tests;
  const std::vector<std::string> names = passed_tests(verdict);
  for (const std::string& name : names) tests += name + "\n";
  predicate["brief"] = named(text_at(attempt.opened->value, "brief"));
  predicate["transcript"] = {{"sha256", sha256(attempt.transcript)},
                             {"lines", attempt.lines},
                             {"actions", attempt.actions}};
  predicate["toolchain"] = words_of(verdict, "toolchain");
  predicate["isolation"] = words_of(verdict, "sandbox");
  predicate["tests"] = {{"sha256", sha256(tests)}, {"count", names.size()}};
  predicate["artifacts"] = artifacts_of(verdict);
  const auto clauses = clauses_of(log, attempt.spec_files, attempt.task);
  predicate["clauses"] = clauses ? json::object() : at(recorded, "clauses");
  for (const auto& [id, text] : clauses.value_or(std::map<std::string, std::string>())) {
    predicate["clauses"][id] = named(sha256(text));
  }
}

json words_of(const json& verdict, const char* field) {
  std::set<std::string> words;
  for (const json& one : list_at(verdict, "reports")) words.insert(text_at(one, field));
  words.erase("");
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return named(sha256(text));
}

json artifacts_of(const json& verdict) {
  json artifacts = json::object();
  for (const json& one : list_at(verdict, "reports")) {
    for (const json& artifact : list_at(one, "artifacts")) {
      artifacts[text_at(one, "check") + "/" + text_at(artifact, "name")] =
          named(text_at(artifact, "digest"));
    }
  }
  return artifacts;
}

json named(const std::string& digest) {
  return {{"sha256", digest}};
}

json statement(const std::string& type, json subject, json predicate) {
  return {{"_type", "https://in-toto.io/Statement/v1"},
          {"subject", json::array({std::move(subject)})},
          {"predicateType", type},
          {"predicate", std::move(predicate)}};
}

}  // namespace
}  // namespace auditor
