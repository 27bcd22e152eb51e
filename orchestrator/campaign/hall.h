// campaign: the hall, where the rooms meet.  The loop, landing, resume, replay
// and everything that decides, in deterministic code; no terminal and no argv.
//
// hall.h: a Hall is a campaign that this process works on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "campaign/workshop.h"
#include "core/campaign.h"
#include "core/spec.h"
#include "exec/runner.h"
#include "journal/journal.h"
#include "judge/judge.h"
#include "plan/plan.h"
#include "repo/repo.h"

namespace wright {

constexpr int kNonceBytes = 32;

// What a campaign does not decide by itself: nonces and dates.  Live ones come
// from the machine, a replay's from the recording, a script's from the script.
class Chance {
 public:
  virtual ~Chance() = default;
  virtual Result<std::string> nonce(const AttemptId& attempt) = 0;  // kNonceBytes, in hex.
  virtual Result<std::int64_t> landing_time_s(const AttemptId& attempt) = 0;
  virtual Result<std::int64_t> closing_time_s() = 0;
  // True when evidence from elsewhere stands in for a check that cannot run, or
  // came out slower, here; the landing then says so.
  virtual bool may_carry(const AttemptId& attempt) = 0;
  // The journal's head and count that the closing commit names; none: our own.
  struct Anchor {
    Digest head;
    std::int64_t count = 0;
  };
  virtual std::optional<Anchor> anchor() = 0;
};
[[nodiscard]] std::unique_ptr<Chance> make_live_chance(Clock& clock);
// A function of the attempt's id; every commit is dated `clock_s`.
[[nodiscard]] std::unique_ptr<Chance> make_scripted_chance(std::int64_t clock_s);

// What is told to whoever watches: the one callback of the program.
struct Notice {
  enum class Kind {
    attempt_opened,
    action,
    check_started,
    check_finished,
    rejected,
    landed,
    abandoned,
    closed,
    progress,
  };
  Kind kind = Kind::progress;
  AttemptId attempt;
  TaskId task;
  std::string text;  // One line, safe to print.
  int landed = 0;    // Tasks so far, and in all.
  int tasks = 0;
};
using OnNotice = std::function<void(const Notice&)>;

// The sandbox in which the last attempt's commands ran; see workspace.h.
struct KeptBooth {
  AttemptId attempt;
  std::unique_ptr<Booth> booth;
};

struct HallRequest {
  std::filesystem::path directory;  // In the repository.
  std::filesystem::path spec;       // A spec directory; empty: the pinned one.
  std::optional<Spec> pinned;       // Begins with this one, which was sound when it was pinned.
  CampaignId campaign;              // Empty: the spec's name.
  std::string agent = "workbench";  // Of a campaign that is opened now.
  std::optional<CommitId> base;     // Start on this commit instead of a root.
  bool may_create = true;
  bool alone = false;  // Nobody else may run the campaign while this hall stands.
};

// Reads the whole state of a campaign and keeps it as it grows.  The journal's
// lock is taken for each line, so that several attempts may be at work;
// `settling` (submit.h) holds a lock of its own for as long as it judges.
class Hall {
 public:
  // Opens the campaign or starts it: pins the spec, lands the scaffold.
  static Result<Hall> open(const HallRequest& request, const Tools& tools, Clock& clock,
                           Chance& chance, OnNotice on_notice = {});

  // Appends under the journal's lock and takes in what others appended.
  Result<Event> record(EventBody body);
  // What was recorded is on the disk for good on return: at the end of a run.
  Result<void> sync();
  Result<Digest> put_blob(const std::string& bytes) const;
  Result<std::string> blob(const Digest& digest) const;
  Result<void> refresh();

  // Pins a mended spec; its scaffold must be the one that the campaign began
  // with.  No-op when nothing changed.
  Result<void> revise_spec(const Spec& spec, const std::string& why);
  // Goes on with the newest revision that the journal has pinned, another process's too.
  Result<void> use_newest_spec();
  // Goes on with a spec that this journal has pinned before, `files` being its list.
  Result<void> use_spec(const Digest& files);

  void tell(Notice notice) const;

  [[nodiscard]] const CampaignState& state() const { return so_far_.state; }
  [[nodiscard]] const std::vector<Event>& events() const { return so_far_.log.events; }
  [[nodiscard]] const Spec& spec() const { return spec_; }
  [[nodiscard]] Repo& repo() { return repo_; }
  [[nodiscard]] const Workshop& workshop() const { return workshop_; }
  [[nodiscard]] const Tools& tools() const { return tools_; }
  [[nodiscard]] const CheckTable& checks() const { return checks_; }
  [[nodiscard]] Chance& chance() { return *chance_; }
  [[nodiscard]] const std::filesystem::path& run() const { return run_; }
  [[nodiscard]] const CampaignId& id() const { return state().opened.campaign; }
  [[nodiscard]] std::string branch() const { return "campaign/" + id().value; }
  [[nodiscard]] Clock& clock() { return *clock_; }
  [[nodiscard]] KeptBooth& kept_booth() { return kept_booth_; }

  // What had landed before the campaign began, where it improves on an earlier
  // campaign of the same spec; and the tests that passed there.
  [[nodiscard]] const std::vector<TaskId>& inherited() const { return inherited_; }
  [[nodiscard]] const std::vector<std::string>& inherited_tests() const { return inherited_tests_; }

 private:
  Hall(Repo repo, std::filesystem::path run, Tools tools, CheckTable checks, Clock& clock,
       Chance& chance, OnNotice on_notice);
  Result<void> read_whole();
  Result<void> begin(const HallRequest& request);
  Result<void> take_mended(const HallRequest& request);
  Result<void> raise_branch();
  Result<void> inherit();

  std::optional<FileLock> claim_;  // Held by who runs the campaign alone.
  Repo repo_;
  std::filesystem::path run_;  // logs/runs/<campaign>.
  Workshop workshop_;
  Tools tools_;
  CheckTable checks_;
  Clock* clock_;
  Chance* chance_;
  OnNotice on_notice_;
  Spec spec_;
  LogSoFar so_far_;
  KeptBooth kept_booth_;
  std::vector<TaskId> inherited_;
  std::vector<std::string> inherited_tests_;
};

// logs/runs, made where it is missing, and ignored by git.
Result<std::filesystem::path> make_runs_directory(const std::filesystem::path& root);

// Held while a campaign is run; answers ErrorKind::busy when somebody runs it.
Result<FileLock> claim_campaign(const std::filesystem::path& root, const CampaignId& campaign);

// logs/runs and logs/recorded of the repository that holds `root`.
[[nodiscard]] std::filesystem::path runs_directory(const std::filesystem::path& root);
[[nodiscard]] std::filesystem::path recorded_directory(const std::filesystem::path& root);

// The config keys of each check, as the lint wants them.
[[nodiscard]] KnownChecks known_checks(const CheckTable& table);

// The task of an attempt.  An Error when the pinned spec does not have it.
Result<const Task*> task_of(const Hall& hall, const AttemptId& attempt);

}  // namespace wright
