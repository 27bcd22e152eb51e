#include "campaign/attempts.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/file_scripts.h"
#include "base/files.h"
#include "base/text.h"
#include "campaign/bases.h"
#include "campaign/brief.h"
#include "campaign/carry.h"
#include "campaign/judge_trees.h"
#include "campaign/settle.h"
#include "campaign/workspace.h"
#include "plan/plan.h"

namespace wright {
namespace {

constexpr std::size_t kOutputMax = 48 << 10;  // Of one action, head and tail.
constexpr std::size_t kSubjectMax = 400;

// Writes stdin to the file "$1"; paths are resolved inside the sandbox alone.
std::vector<std::string> write_command(const std::string& path);

Result<void> check_may_open(const Hall& hall, const Task& task, int number);
const AttemptState* latest_attempt_of(const CampaignState& state, const TaskId& task);
Result<ActionResult> run_and_record(Hall& hall, const AttemptId& attempt, ActionKind kind,
                                    const std::string& subject,
                                    const std::vector<std::string>& argv, const std::string& input);
Result<Verdict> visible_verdict(Hall& hall, const AttemptId& attempt, const Patch& patch);
std::string summary_of(const Verdict& verdict);

}  // namespace

Result<AttemptId> open_attempt(Hall& hall, const AttemptRequest& request) {
  const Task* task = find_task(hall.spec(), request.task);
  if (task == nullptr) {
    return Error{ErrorKind::usage,
                 fmt::format("spec {} has no task {}: see `tensorwright spec graph`",
                             hall.spec().name, request.task.value)};
  }
  const AttemptState* before = latest_attempt_of(hall.state(), task->id);
  const int number = before == nullptr ? 1 : before->opened.number + 1;
  TRY(check_may_open(hall, *task, number));
  AttemptOpened opened;
  opened.attempt = AttemptId{fmt::format("{}.{}.{}", hall.id().value, task->id.value, number)};
  opened.task = task->id;
  opened.number = number;
  opened.agent = request.agent;
  opened.model = request.model;
  opened.base = hall.state().tip;
  const Carried carried = TRY(carried_to(hall, task->id));
  opened.carries = carried.from;
  BriefRequest brief;
  brief.task = task;
  brief.number = number;
  brief.base = opened.base;
  brief.feedback = carried.feedback;
  brief.tools = request.tools;
  const std::string page = TRY(render_brief(hall, brief));
  opened.brief = TRY(hall.put_blob(page));
  TRY(hall.record(opened));
  TRY(carry_patch(hall, opened.attempt));
  hall.tell({Notice::Kind::attempt_opened, opened.attempt, task->id, task->title});
  return opened.attempt;
}

Result<FileLock> turn_in_attempt(Hall& hall, const AttemptId& attempt) {
  constexpr std::int64_t kWaitMs = 2000;
  TRY(task_of(hall, attempt));
  const std::filesystem::path file = hall.workshop().attempt(attempt).string() + ".lock";
  TRY(make_directories(file.parent_path()));
  Result<FileLock> lock = FileLock::lock(file, kWaitMs);
  if (!lock && lock.error().kind == ErrorKind::busy) {
    return Error{ErrorKind::busy,
                 fmt::format("another command works in attempt {}: its actions are "
                             "recorded one after the other, so wait until it ends",
                             attempt.value)};
  }
  if (lock) TRY(hall.refresh());
  return lock;
}

Result<ActionResult> exec_in(Hall& hall, const AttemptId& attempt,
                             const std::vector<std::string>& argv, const std::string& input) {
  if (argv.empty()) return Error{ErrorKind::usage, "attempt exec needs a command"};
  return run_and_record(hall, attempt, ActionKind::exec, join(argv, " "), argv, input);
}

Result<ActionResult> read_in(Hall& hall, const AttemptId& attempt, const std::string& path,
                             int first_line, int lines) {
  std::vector<std::string> argv{"/bin/cat", "--", path};
  if (first_line > 1 || lines > 0) {
    const std::string last = lines > 0 ? std::to_string(std::max(first_line, 1) + lines - 1) : "$";
    argv = {"/bin/sed", "-n", fmt::format("{},{}p", std::max(first_line, 1), last), "--", path};
  }
  return run_and_record(hall, attempt, ActionKind::read, path, argv, {});
}

Result<ActionResult> write_in(Hall& hall, const AttemptId& attempt, const std::string& path,
                              const std::string& bytes) {
  return run_and_record(hall, attempt, ActionKind::write, path, write_command(path), bytes);
}

Result<ActionResult> note_in(Hall& hall, const AttemptId& attempt, const std::string& text) {
  TRY(open_state(hall, attempt));
  const bool is_refusal = text.rfind("refused:", 0) == 0;
  ActionResult result{is_refusal ? "refused" : "ok", is_refusal ? text : ""};
  TRY(record_action(hall, attempt,
                    {ActionKind::note, text, result.outcome, text, result.output, 0}));
  return result;
}

Result<ActionResult> check_in(Hall& hall, const AttemptId& attempt) {
  const AttemptState state = TRY(open_state(hall, attempt));
  const std::int64_t began = hall.clock().steady_ms();
  const Patch patch = TRY(collect_patch(hall, attempt));
  const std::vector<std::string> stale = TRY(stale_paths(hall, state, patch));
  ActionResult result{"fail", "others landed in the meantime and changed " + join(stale, ", ") +
                                  ": give up and open the next attempt\n"};
  if (stale.empty()) {
    const Verdict verdict = TRY(visible_verdict(hall, attempt, patch));
    result = {verdict.passed() ? "pass" : "fail",
              summary_of(verdict) + (verdict.passed() ? "" : feedback_for(verdict))};
  }
  TRY(record_action(hall, attempt,
                    {ActionKind::check, "visible checks", result.outcome, "", result.output,
                     hall.clock().steady_ms() - began}));
  return result;
}

Result<Patch> collect_patch(Hall& hall, const AttemptId& attempt) {
  const AttemptState state = TRY(open_state(hall, attempt));
  if (std::filesystem::exists(hall.workshop().attempt(attempt) / "changes")) {
    return workspace_patch(hall, state);
  }
  return Patch{};
}

Result<void> abandon(Hall& hall, const AttemptId& attempt, const std::string& reason) {
  const AttemptState state = TRY(open_state(hall, attempt));
  TRY(hall.record(AttemptAbandoned{attempt, head_and_tail(to_utf8(reason), kSubjectMax)}));
  TRY(remove_workspace(hall, attempt));
  hall.tell({Notice::Kind::abandoned, attempt, state.opened.task, reason});
  return {};
}

Result<void> write_patch(Hall& hall, const AttemptId& attempt, const Patch& patch) {
  const AttemptState state = TRY(open_state(hall, attempt));
  for (const PatchEntry& entry : patch.entries) {
    const bool is_deletion = !entry.blob;
    const std::vector<std::string> argv =
        is_deletion ? std::vector<std::string>{"/bin/rm", "-f", "--", entry.path}
                    : write_command(entry.path);
    const std::string bytes = is_deletion ? std::string() : patch.blobs.at(*entry.blob);
    const RunReport report = TRY(run_in_workspace(hall, state, argv, bytes));
    if (!report.succeeded()) {
      return Error{ErrorKind::sandbox,
                   fmt::format("cannot write {} in the workspace: {}",
                               escape_for_terminal(entry.path), escape_for_terminal(report.err))};
    }
  }
  return {};
}

Result<void> record_action(Hall& hall, const AttemptId& attempt, const ActionRecord& record) {
  const AttemptState* state = find_attempt(hall.state(), attempt);
  ActionTaken action;
  action.attempt = attempt;
  action.index = state == nullptr ? 0 : state->actions;
  action.kind = record.kind;
  action.subject = head_and_tail(escape_for_terminal(record.subject), kSubjectMax);
  action.outcome = record.outcome;
  if (!record.input.empty()) action.input = TRY(hall.put_blob(record.input));
  if (!record.output.empty()) action.output = TRY(hall.put_blob(record.output));
  action.duration_ms = record.duration_ms;
  TRY(hall.record(action));
  hall.tell(
      {Notice::Kind::action,
       attempt,
       {},
       fmt::format("{}: {}", action.subject.substr(0, action.subject.find('\n')), action.outcome)});
  return {};
}

std::string output_of(const RunReport& report) {
  std::string text = report.out;
  if (!report.err.empty()) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += report.err;
  }
  return escape_for_terminal(head_and_tail(text, kOutputMax));
}

Result<AttemptState> open_state(const Hall& hall, const AttemptId& attempt) {
  TRY(task_of(hall, attempt));
  const AttemptState* state = find_attempt(hall.state(), attempt);
  if (state->stage != AttemptStage::open) {
    return Error{ErrorKind::usage, fmt::format("attempt {} is over: open another one with "
                                               "`tensorwright attempt open --task {}`",
                                               attempt.value, state->opened.task.value)};
  }
  return *state;
}

namespace {

std::vector<std::string> write_command(const std::string& path) {
  return {"/bin/sh", "-c", kWriteFileScript, "write", path};
}

Result<void> check_may_open(const Hall& hall, const Task& task, int number) {
  const CampaignState& state = hall.state();
  if (state.closed) {
    return Error{ErrorKind::usage, fmt::format("campaign {} is closed", hall.id().value)};
  }
  const std::vector<TaskId> ready = next_ready(hall.spec(), state.landed);
  if (std::find(ready.begin(), ready.end(), task.id) == ready.end()) {
    const bool has_landed =
        std::find(state.landed.begin(), state.landed.end(), task.id) != state.landed.end();
    return Error{ErrorKind::usage,
                 fmt::format("task {} {}", task.id.value,
                             has_landed ? "has landed" : "waits for tasks that it needs")};
  }
  const AttemptState* before = latest_attempt_of(state, task.id);
  if (before != nullptr && before->stage == AttemptStage::open) {
    return Error{ErrorKind::usage, fmt::format("attempt {} is open: submit or abandon it first",
                                               before->opened.attempt.value)};
  }
  if (number > task.budget.attempts_max) {
    return Error{ErrorKind::budget,
                 fmt::format("task {} has used its {} attempts: mend the spec, or raise "
                             "attempts_max in {}",
                             task.id.value, task.budget.attempts_max, task.file)};
  }
  return {};
}

const AttemptState* latest_attempt_of(const CampaignState& state, const TaskId& task) {
  const AttemptState* latest = nullptr;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.opened.task == task) latest = &attempt;
  }
  return latest;
}

Result<ActionResult> run_and_record(Hall& hall, const AttemptId& attempt, ActionKind kind,
                                    const std::string& subject,
                                    const std::vector<std::string>& argv,
                                    const std::string& input) {
  const AttemptState state = TRY(open_state(hall, attempt));
  const std::int64_t began = hall.clock().steady_ms();
  const RunReport report = TRY(run_in_workspace(hall, state, argv, input));
  ActionResult result{describe(report.outcome), output_of(report)};
  TRY(record_action(
      hall, attempt,
      {kind, subject, result.outcome, input, result.output, hall.clock().steady_ms() - began}));
  return result;
}

// On the branch's tip, as a submitted patch would be judged.
Result<Verdict> visible_verdict(Hall& hall, const AttemptId& attempt, const Patch& patch) {
  const Task* task = TRY(task_of(hall, attempt));
  const CommitInfo tip = TRY(hall.repo().read_commit(hall.state().tip));
  TreeJudging judging;
  judging.spec = &hall.spec();
  judging.task = task;
  judging.base = tip.spec.tree;
  judging.candidate = TRY(hall.repo().apply(tip.spec.tree, hall.spec().target, patch));
  judging.landed = hall.inherited();
  judging.landed.insert(judging.landed.end(), hall.state().landed.begin(),
                        hall.state().landed.end());
  judging.seed = seed_of(digest_of(patch), "visible");
  judging.id = attempt.value + ".check";
  judging.checks = visible_checks(task->checks, hall.checks());
  judging.visible_only = true;
  const Verdict verdict =
      TRY(judge_trees(hall.repo(), hall.workshop(), hall.tools(), hall.checks(), judging));
  TRY(remove_tree(hall.workshop().judging(judging.id)));
  return verdict;
}

std::string summary_of(const Verdict& verdict) {
  std::string text;
  for (const CheckReport& report : verdict.reports) {
    const char* word = report.status == CheckStatus::pass ? "pass" : "FAIL";
    text += fmt::format("{} {}: {}\n", word, report.check, escape_for_terminal(report.summary));
  }
  return text;
}

}  // namespace
}  // namespace wright
