#include "campaign/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/brief.h"
#include "campaign/pinned_spec.h"
#include "campaign/settle.h"
#include "campaign/stop.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kToolsMark = "\x1f";  // In the place of what the agent could do.
constexpr const char* kNotJudgedAgain = "recorded as rejected: not judged again";

// One replay in progress.
struct Course {
  Hall& hall;
  const Recording& recording;
  const ReplayRequest& request;
  std::size_t revisions = 0;  // SpecRevised lines met so far.
  Digest spec;                // The list of files of the spec at this place of the recording.
  std::map<AttemptId, Digest> spec_at_submission;
  ReplayReport report;
};

Result<void> follow(Course& course, const EventBody& body);
Result<void> follow_revision(Course& course, const SpecRevised& revised);
Result<void> follow_opening(Course& course, const AttemptOpened& opened);
bool has_drifted(const std::string& recorded, const std::string& today);
Result<void> follow_submission(Course& course, const PatchSubmitted& submitted);
Result<void> follow_judging(Course& course, const AttemptId& attempt);
Result<void> compare(Course& course, const AttemptState& recorded);
Result<Disputed> describe_dispute(Course& course, const AttemptState& recorded,
                                  const AttemptState& now);
std::string end_of(const AttemptState& attempt);
int unavailable_in(const Verdict& verdict);
Result<Verdict> verdict_in(const Hall& hall, const AttemptState& attempt);

}  // namespace

Result<Hall> open_replay(const fs::path& directory, const Recording& recording, const Tools& tools,
                         Clock& clock, Chance& chance, OnNotice on_notice) {
  const CampaignOpened& opened = recording.state.opened;
  HallRequest request;
  request.directory = directory;
  request.campaign = opened.campaign;
  request.agent = "recorded";
  request.alone = true;
  if (!opened.base.empty()) request.base = opened.base;
  Repo repo = TRY(Repo::open(directory));
  const fs::path run = runs_directory(repo.root()) / opened.campaign.value;
  if (!fs::exists(run / "events.jsonl")) {
    const CheckTable table = TRY(load_checks(tools));
    request.pinned = TRY(load_pinned_spec(recording.directory, opened.spec_files, Workshop(run),
                                          known_checks(table)));
  }
  return Hall::open(request, tools, clock, chance, std::move(on_notice));
}

Result<ReplayReport> replay(Hall& hall, const Recording& recording, const ReplayRequest& request) {
  if (hall.state().opened.root != recording.state.opened.root) {
    return Error{ErrorKind::journal,
                 fmt::format("the scaffold's commit is {}, the recording has {}",
                             hall.state().opened.root.value, recording.state.opened.root.value)};
  }
  Course course{hall, recording, request, 0, recording.state.opened.spec_files, {}, {}};
  for (const Event& event : recording.log.events) {
    TRY(check_stop(request.stop));
    TRY(follow(course, event.body));
    if (course.report.disputed) return course.report;
    if (request.landings_max > 0 && course.report.landed == request.landings_max) {
      course.report.is_part = true;
      course.report.same_ids = true;  // Each landing was compared with its record.
      return course.report;
    }
  }
  const auto& closed = hall.state().closed;
  course.report.same_ids =
      closed && recording.state.closed && closed->closing == recording.state.closed->closing;
  return course.report;
}

namespace {

Result<void> follow(Course& course, const EventBody& body) {
  if (const auto* revised = std::get_if<SpecRevised>(&body)) {
    return follow_revision(course, *revised);
  }
  if (const auto* opened = std::get_if<AttemptOpened>(&body))
    return follow_opening(course, *opened);
  if (const auto* submitted = std::get_if<PatchSubmitted>(&body)) {
    return follow_submission(course, *submitted);
  }
  if (const auto* judged = std::get_if<Judged>(&body)) {
    return follow_judging(course, judged->attempt);
  }
  if (const auto* rejected = std::get_if<Rejected>(&body)) {
    // A patch that cannot be applied is rejected without having been judged.
    const AttemptState* attempt = find_attempt(course.recording.state, rejected->attempt);
    return attempt->judged ? Result<void>() : follow_judging(course, rejected->attempt);
  }
  if (const auto* abandoned = std::get_if<AttemptAbandoned>(&body)) {
    const AttemptState* now = find_attempt(course.hall.state(), abandoned->attempt);
    if (now->stage == AttemptStage::open) TRY(course.hall.record(*abandoned));
    return {};
  }
  if (std::holds_alternative<CampaignClosed>(body)) return close_campaign(course.hall);
  return {};  // The other lines are made by settling.
}

Result<void> follow_revision(Course& course, const SpecRevised& revised) {
  ++course.revisions;
  course.spec = revised.spec_files;
  if (course.hall.state().revisions.size() >= course.revisions) return {};
  const Spec spec =
      TRY(load_pinned_spec(course.recording.directory, revised.spec_files, course.hall.workshop(),
                           known_checks(course.hall.checks())));
  return course.hall.revise_spec(spec, revised.why);
}

Result<void> follow_opening(Course& course, const AttemptOpened& opened) {
  Hall& hall = course.hall;
  if (find_attempt(hall.state(), opened.attempt) != nullptr) return {};
  const std::string brief = TRY(read_blob(course.recording.directory, opened.brief));
  TRY(hall.put_blob(brief));
  const AttemptState& recorded = *find_attempt(course.recording.state, opened.attempt);
  if (recorded.habits != hall.state().habits) TRY(hall.record(recorded.habits));
  if (recorded.served && recorded.served != hall.state().served) {
    TRY(hall.record(*recorded.served));
  }
  TRY(hall.record(opened));
  hall.tell({Notice::Kind::attempt_opened, opened.attempt, opened.task, opened.agent});
  const Task* task = TRY(task_of(hall, opened.attempt));
  const Result<std::string> today =
      render_brief(hall, BriefRequest{task, opened.number, opened.base, {}, kToolsMark});
  if (!today || has_drifted(brief, *today)) ++course.report.drifted;
  return {};
}

// What comes after the heading of the feedback is told by the attempts before,
// and the tools by the kind of agent; the rest is a function of spec and prompts.
bool has_drifted(const std::string& recorded, const std::string& today) {
  const std::size_t tools = today.find(kToolsMark);
  const std::string before = today.substr(0, tools);
  if (tools == std::string::npos) return recorded != before;
  const std::size_t begin = tools + std::string_view(kToolsMark).size();
  const std::string after = today.substr(begin, today.find("\n## Feedback", begin) - begin);
  return recorded.rfind(before, 0) != 0 || recorded.find(after, before.size()) == std::string::npos;
}

Result<void> follow_submission(Course& course, const PatchSubmitted& submitted) {
  Hall& hall = course.hall;
  const AttemptState* recorded = find_attempt(course.recording.state, submitted.attempt);
  const AttemptState* now = find_attempt(hall.state(), submitted.attempt);
  course.spec_at_submission[submitted.attempt] = course.spec;
  if (now->stage != AttemptStage::open) return {};
  if (recorded->rejected && !course.request.with_rejected) {
    TRY(hall.record(AttemptAbandoned{submitted.attempt, kNotJudgedAgain}));
    return {};
  }
  const Patch patch = TRY(load_patch(course.recording.directory, submitted.patch));
  return submit_patch(hall, submitted.attempt, patch);
}

// Attempts that waited for each other are settled in the order in which they were judged.  A
// rejection may be what led to a mended spec, so it is judged by the one of its submission.
Result<void> follow_judging(Course& course, const AttemptId& attempt) {
  Hall& hall = course.hall;
  const AttemptState* recorded = find_attempt(course.recording.state, attempt);
  const AttemptState* now = find_attempt(hall.state(), attempt);
  if (now->stage == AttemptStage::abandoned) {
    ++course.report.skipped;
    return {};
  }
  TRY(hall.use_spec(recorded->rejected ? course.spec_at_submission.at(attempt) : course.spec));
  TRY(settle(hall, attempt));
  TRY(hall.use_spec(course.spec));
  return compare(course, *recorded);
}

Result<void> compare(Course& course, const AttemptState& recorded) {
  const AttemptState now = *find_attempt(course.hall.state(), recorded.opened.attempt);
  const bool same_end = end_of(now) == end_of(recorded);
  const bool same_commit =
      !recorded.landed || (now.landed && now.landed->commit == recorded.landed->commit);
  if (!same_end || !same_commit) {
    course.report.disputed = TRY(describe_dispute(course, recorded, now));
    return {};
  }
  if (now.landed) {
    ++course.report.landed;
    const Verdict verdict = TRY(verdict_in(course.hall, now));
    course.report.carried += unavailable_in(verdict);
    for (const CheckReport& report : verdict.reports) {
      if (!is_slow(report)) continue;
      course.report.slower.push_back(now.opened.attempt.value + ": " + report.summary);
    }
  } else {
    ++course.report.rejected;
  }
  return {};
}

// A rejection holds whichever check found it first.
std::string end_of(const AttemptState& attempt) {
  if (attempt.landed) return "landed";
  if (attempt.rejected) return "rejected";
  return "open";
}

Result<Disputed> describe_dispute(Course& course, const AttemptState& recorded,
                                  const AttemptState& now) {
  Disputed disputed;
  disputed.attempt = recorded.opened.attempt;
  disputed.recorded = end_of(recorded);
  disputed.now = end_of(now);
  if (recorded.rejected) disputed.recorded += ": " + recorded.rejected->reason;
  if (now.rejected) disputed.now += ": " + now.rejected->reason;
  if (now.landed && recorded.landed) {
    disputed.detail = fmt::format("commit {} instead of {}", now.landed->commit.value,
                                  recorded.landed->commit.value);
  }
  if (!now.judged) return disputed;
  const Verdict verdict = TRY(verdict_in(course.hall, now));
  for (const CheckReport& report : verdict.reports) {
    if (report.status == CheckStatus::pass) continue;
    disputed.detail = report.check + ": " + escape_for_terminal(report.summary);
    if (!report.findings.empty()) {
      disputed.detail += "; " + escape_for_terminal(report.findings.front().message);
    }
    break;
  }
  return disputed;
}

int unavailable_in(const Verdict& verdict) {
  return static_cast<int>(std::count_if(
      verdict.reports.begin(), verdict.reports.end(),
      [](const CheckReport& report) { return report.status == CheckStatus::unavailable; }));
}

Result<Verdict> verdict_in(const Hall& hall, const AttemptState& attempt) {
  const std::string text = TRY(hall.blob(attempt.judged->verdict));
  const nlohmann::json value = TRY(parse_json(text));
  return verdict_from_json(value);
}

}  // namespace
}  // namespace wright
