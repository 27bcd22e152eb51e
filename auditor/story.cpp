#include "auditor/story.h"

#include <fmt/format.h>

#include "auditor/spec.h"

namespace auditor {
namespace {

// Follows the lines; a member is the arrow of a kind.
class Follower {
 public:
  Follower(const Log& log, Report& report) : log_(log), report_(report) {}
  Story follow();

 private:
  void take(const Line& line);
  void take_spec(const Line& line);
  void open_attempt(const Line& line);
  void take_step(const Line& line, Attempt& attempt);
  // The step may be taken when the one before was, once, and nothing ended the attempt.
  void step(const Line*& place, const Line* before, const Line& line, const Attempt& attempt);
  void expect(bool holds, const std::string& what) { report_.expect(holds, where_, what); }

  const Log& log_;
  Report& report_;
  std::string where_;
  Story story_;
  json served_;
  std::string spec_files_;
  std::string held_out_;
  std::map<std::string, int> numbers_;  // Of the latest attempt by task.
};

Story Follower::follow() {
  for (std::size_t i = 0; i < log_.lines.size(); ++i) {
    where_ = log_.where(i);
    const Line& line = log_.lines[i];
    if (i == 0 && line.kind() != "campaign_opened") {
      report_.find(where_, "does not open a campaign");
      return story_;
    }
    expect(story_.closed == nullptr, "comes behind the end of the campaign");
    take(line);
  }
  return story_;
}

void Follower::take(const Line& line) {
  const std::string kind = line.kind();
  const std::string id = text_at(line.value, "attempt");
  if (kind == "campaign_opened") {
    expect(story_.opened == nullptr, "opens the campaign a second time");
    story_.opened = &line;
    expect(story_.campaign() == log_.directory.filename(), "is another campaign than its folder");
    expect(text_at(line.value, "scaffold_digest") ==
               digest_below(log_, text_at(line.value, "spec_files"), "scaffold/"),
           "its scaffold is not the pinned one");
    take_spec(line);
  } else if (kind == "spec_revised") {
    take_spec(line);
  } else if (kind == "model_served") {
    served_ = line.value;
    for (auto& [name, attempt] : story_.attempts) {
      if (attempt.submitted == nullptr && attempt.ended == nullptr) attempt.served = served_;
    }
  } else if (kind == "campaign_closed") {
    story_.closed = &line;
  } else if (kind == "attempt_opened") {
    open_attempt(line);
  } else if (!id.empty()) {
    const auto attempt = story_.attempts.find(id);
    if (attempt == story_.attempts.end()) return expect(false, "speaks of no open attempt");
    take_step(line, attempt->second);
  }
}

// The first one stands in line 1, before any attempt.
void Follower::take_spec(const Line& line) {
  spec_files_ = text_at(line.value, "spec_files");
  held_out_ = text_at(line.value, "held_out_digest");
  expect(text_at(line.value, "spec_digest") == spec_files_, "its spec is not the pinned one");
  expect(held_out_ == digest_below(log_, spec_files_, "held_out/"),
         "its held-out digest is not that of the pinned files");
}

void Follower::open_attempt(const Line& line) {
  Attempt attempt;
  attempt.id = text_at(line.value, "attempt");
  attempt.task = text_at(line.value, "task");
  attempt.opened = &line;
  attempt.served = served_;
  const int number = ++numbers_[attempt.task];
  expect(number_at(line.value, "number") == number, "is another attempt at its task than it says");
  expect(attempt.id == fmt::format("{}.{}.{}", story_.campaign(), attempt.task, number),
         "its id is not made of campaign, task and number");
  const std::string carries = text_at(line.value, "carries");
  expect(carries.empty() || story_.attempts.count(carries) != 0, "carries on from no attempt");
  attempt.transcript = line.text + "\n";
  attempt.lines = 1;
  story_.attempts[attempt.id] = std::move(attempt);
}

void Follower::take_step(const Line& line, Attempt& attempt) {
  const std::string kind = line.kind();
  if (attempt.judged == nullptr) {
    attempt.transcript += line.text + "\n";
    ++attempt.lines;
  }
  if (kind == "action_taken") {
    expect(attempt.submitted == nullptr && attempt.ended == nullptr, "acts behind its patch");
    expect(number_at(line.value, "index") == attempt.actions++, "is not the action that is due");
  } else if (kind == "patch_submitted") {
    step(attempt.submitted, attempt.opened, line, attempt);
    const json patch = log_.blob_json(text_at(line.value, "patch"));
    expect(number_at(line.value, "files") ==
               static_cast<std::int64_t>(list_at(patch, "entries").size()),
           "its patch has another number of files");
  } else if (kind == "nonce_drawn") {
    step(attempt.nonce, attempt.submitted, line, attempt);
    expect(is_hex(text_at(line.value, "nonce"), 64), "its nonce is no 64 hex digits");
  } else if (kind == "judged") {
    step(attempt.judged, attempt.nonce, line, attempt);
  } else if (kind == "landing_intended") {
    step(attempt.intended, attempt.judged, line, attempt);
    attempt.spec_files = spec_files_;
    attempt.held_out = held_out_;
  } else if (kind == "landed") {
    step(attempt.landed, attempt.intended, line, attempt);
    attempt.ended = &line;
    const bool is_whole = attempt.submitted != nullptr && attempt.nonce != nullptr &&
                          attempt.judged != nullptr && attempt.intended != nullptr;
    if (is_whole) story_.landed.push_back(attempt.id);
  } else if (kind == "rejected" || kind == "attempt_abandoned") {
    expect(attempt.intended == nullptr, "ends what was about to land");
    step(attempt.ended, attempt.opened, line, attempt);
  }
}

void Follower::step(const Line*& place, const Line* before, const Line& line,
                    const Attempt& attempt) {
  const bool is_due = place == nullptr && before != nullptr && attempt.ended == nullptr;
  expect(is_due, line.kind() + " cannot come now for attempt " + shown(attempt.id));
  place = &line;
}

}  // namespace

Story read_story(const Log& log, Report& report) {
  return Follower(log, report).follow();
}

}  // namespace auditor
