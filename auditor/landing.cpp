#include "auditor/landing.h"

#include <fmt/format.h>

#include "auditor/spec.h"
#include "auditor/statement.h"
#include "auditor/verdict.h"

namespace auditor {
namespace {

constexpr const char* kAuthor = "Tensorwright <harness@tensorwright.invalid>";
constexpr std::int64_t kRootTime = 1767225600;  // 2026-01-01, of every scaffold.

bool audit_root(const Log& log, const Story& story, const Git& git, Known& known, Files& files,
                Report& report);
void audit_landing(const Log& log, const Story& story, const Attempt& attempt,
                   const std::string& tip, Files& files, Report& report);
std::string message_of(const Log& log, const Story& story, const Attempt& attempt);

}  // namespace

std::string commit_bytes(const std::string& tree, const std::string& parent, std::int64_t time_s,
                         const std::string& message) {
  return fmt::format("tree {}\n{}author {} {} +0000\ncommitter {} {} +0000\n\n{}", tree,
                     parent.empty() ? "" : "parent " + parent + "\n", kAuthor, time_s, kAuthor,
                     time_s, message);
}

bool audit_landings(const Log& log, const Story& story, const Git& git, Known& known, Files& files,
                    Report& report) {
  known.targets.insert(story.target());
  if (!audit_root(log, story, git, known, files, report)) return false;
  std::string tip = text_at(story.opened->value, "root");
  std::vector<std::string> tests;  // Of the landing before.
  for (const std::string& id : story.landed) {
    const Attempt& attempt = story.attempts.at(id);
    ++report.landings;
    audit_landing(log, story, attempt, tip, files, report);
    audit_verdict(log, attempt, tests, report);
    audit_statement(log, story, attempt, report);
    tip = text_at(attempt.landed->value, "commit");
    known.commits.insert(tip);
    known.landed[text_at(attempt.judged->value, "tree")] = id;
  }
  return true;
}

namespace {

bool audit_root(const Log& log, const Story& story, const Git& git, Known& known, Files& files,
                Report& report) {
  const json& opened = story.opened->value;
  const std::string base = text_at(opened, "base");
  if (known.trees.count(base) != 0) {
    files = known.trees.at(base);
  } else if (!base.empty()) {
    const auto commit = git.commit(base);
    const auto there = commit ? git.files(commit->tree) : std::nullopt;
    if (!there) {
      report.notes.push_back(
          fmt::format("{}: begins on commit {}, which is not here: its trees "
                      "were not computed",
                      log.directory.string(), shown(base)));
      return false;
    }
    files = *there;
  }
  put_scaffold(log, text_at(opened, "spec_files"), story.target(), files);
  const std::string message =
      fmt::format("Scaffold of {}\n\nTensorwright-Campaign: {}\nTensorwright-Scaffold: {}\n",
                  text_at(opened, "spec"), story.campaign(), text_at(opened, "scaffold_digest"));
  const std::string root = object_id(
      ObjectKind::commit, commit_bytes(tree_id(files).value_or(""), base, kRootTime, message));
  report.expect(root == text_at(opened, "root"), log.where(0),
                "its scaffold gives commit " + root + " as the root");
  known.commits.insert(root);
  return true;
}

void audit_landing(const Log& log, const Story& story, const Attempt& attempt,
                   const std::string& tip, Files& files, Report& report) {
  const std::string& where = attempt.id;
  const json& judged = attempt.judged->value;
  const json& intended = attempt.intended->value;
  apply_patch(log, text_at(attempt.submitted->value, "patch"), story.target(), files, where,
              report);
  const std::string tree = tree_id(files).value_or("");
  report.expect(tree == text_at(judged, "tree") && tree == text_at(intended, "tree"), where,
                fmt::format("its patch gives tree {}, the log has another", tree));
  report.expect(tip == text_at(judged, "parent") && tip == text_at(intended, "parent"), where,
                "was judged or landed on another commit than the last landing");
  const std::string& message = log.blob(text_at(intended, "message"));
  report.expect(message == message_of(log, story, attempt), where,
                "its message or trailers are not those of the log");
  const std::string commit = object_id(
      ObjectKind::commit, commit_bytes(tree, tip, number_at(intended, "time_s"), message));
  report.expect(
      commit == text_at(intended, "commit") && commit == text_at(attempt.landed->value, "commit"),
      where, fmt::format("the log gives commit {}, and claims another", commit));
}

// The title is the recorded one; all behind it follows from the log.
std::string message_of(const Log& log, const Story& story, const Attempt& attempt) {
  const std::string& recorded = log.blob(text_at(attempt.intended->value, "message"));
  return fmt::format(
      "{}\n\nTensorwright-Campaign: {}\nTensorwright-Task: {}\nTensorwright-Attempt: {}\n"
      "Tensorwright-Agent: {}\nTensorwright-Model: {}\nTensorwright-Spec: {}\n"
      "Tensorwright-Patch: {}\n",
      recorded.substr(0, recorded.find('\n')), story.campaign(), attempt.task, attempt.id,
      text_at(attempt.opened->value, "agent"), text_at(attempt.opened->value, "model"),
      attempt.spec_files, text_at(attempt.submitted->value, "patch"));
}

}  // namespace
}  // namespace auditor
