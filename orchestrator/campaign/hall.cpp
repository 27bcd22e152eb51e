#include "campaign/hall.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "campaign/logs.h"
#include "campaign/pinned_spec.h"
#include "campaign/restore.h"
#include "campaign/root.h"
#include "core/campaign_name.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLockWaitMs = 30000;  // A line takes a millisecond.

}  // namespace

Hall::Hall(Repo repo, fs::path run, Tools tools, CheckTable checks, Clock& clock, Chance& chance,
           OnNotice on_notice)
    : repo_(std::move(repo)),
      run_(std::move(run)),
      workshop_(run_),
      tools_(std::move(tools)),
      checks_(std::move(checks)),
      clock_(&clock),
      chance_(&chance),
      on_notice_(std::move(on_notice)) {}

Result<Hall> Hall::open(const HallRequest& request, const Tools& tools, Clock& clock,
                        Chance& chance, OnNotice on_notice) {
  CheckTable checks = TRY(load_checks(tools));
  Repo repo = TRY(Repo::open(request.directory));
  HallRequest wanted = request;
  CampaignId& id = wanted.campaign;
  if (id.empty()) {
    wanted.pinned = TRY(load_sound_spec(request.spec, known_checks(checks)));
    id.value = wanted.pinned->name;
  }
  if (!is_campaign_name(id.value)) {
    return Error{ErrorKind::usage,
                 fmt::format("\"{}\" is no name of a campaign: 1 to 128 of a-z, 0-9, _ and -",
                             escape_for_terminal(id.value))};
  }
  const fs::path runs = TRY(make_runs_directory(repo.root()));
  std::optional<FileLock> claim;
  if (request.alone) claim = TRY(claim_campaign(repo.root(), id));
  Hall hall(std::move(repo), runs / id.value, tools, std::move(checks), clock, chance,
            std::move(on_notice));
  hall.claim_ = std::move(claim);
  TRY(hall.read_whole());
  const bool is_new = hall.events().empty();
  if (is_new && !request.may_create) {
    return Error{
        ErrorKind::usage,
        fmt::format("no campaign {} has run here: start it with `tensorwright run`", id.value)};
  }
  if (is_new) TRY(hall.begin(wanted));
  TRY(hall.use_newest_spec());
  if (!is_new) TRY(hall.take_mended(wanted));
  TRY(hall.raise_branch());
  TRY(hall.inherit());
  return hall;
}

// As a writer, for whom the journal is mended.
Result<void> Hall::read_whole() {
  if (!fs::exists(run_ / "events.jsonl")) return {};
  TRY(Journal::open(run_, *clock_, so_far_, kLockWaitMs));
  return {};
}

// The first line of the journal is written before the branch exists; a crash
// between the two is mended by `raise_branch`.  A machine that stopped may have kept the branch
// alone.
Result<void> Hall::begin(const HallRequest& request) {
  const Spec spec =
      request.pinned ? *request.pinned : TRY(load_sound_spec(request.spec, known_checks(checks_)));
  std::optional<CommitId> base = request.base;
  if (!base && !spec.after.empty()) base = TRY(tip_of_earlier(repo_.root(), spec.after));
  if (base) {
    TRY(restore_campaign(repo_, repo_.root(), *base, workshop_, known_checks(checks_)));
  }
  const CommitId root = TRY(commit_root(repo_, spec, request.campaign, base));
  const std::optional<CommitId> branch = TRY(repo_.branch("campaign/" + request.campaign.value));
  if (branch && branch != root) {
    return Error{ErrorKind::usage,
                 fmt::format("branch campaign/{0} exists but logs/runs/{0} does not: delete the "
                             "branch, or pass --campaign NAME",
                             request.campaign.value)};
  }
  CampaignOpened opened;
  opened.campaign = request.campaign;
  opened.spec = spec.name;
  opened.target = spec.target;
  opened.spec_digest = spec.digest;
  opened.held_out_digest = spec.held_out_digest;
  opened.scaffold_digest = spec.scaffold_digest;
  opened.base = base.value_or(CommitId{});
  opened.root = root;
  opened.agent = request.agent;
  Journal journal = TRY(Journal::open(run_, *clock_, so_far_, kLockWaitMs));
  opened.spec_files = TRY(pin_spec(journal, spec));
  TRY(journal.append(opened));
  return {};
}

// The given spec, when it was mended since it was pinned.
Result<void> Hall::take_mended(const HallRequest& request) {
  if (request.spec.empty() || state().closed) return {};
  const Spec spec =
      request.pinned ? *request.pinned : TRY(load_sound_spec(request.spec, known_checks(checks_)));
  return revise_spec(spec, "mended");
}

Result<void> Hall::raise_branch() {
  const std::optional<CommitId> at = TRY(repo_.branch(branch()));
  if (!at) TRY(repo_.move_branch(branch(), std::nullopt, state().tip));
  return {};
}

Result<void> Hall::revise_spec(const Spec& spec, const std::string& why) {
  if (spec.digest == spec_.digest) return {};
  if (spec.scaffold_digest != state().opened.scaffold_digest || spec.target != spec_.target) {
    return Error{ErrorKind::spec,
                 fmt::format("the scaffold of {} changed since campaign {} began: a new scaffold "
                             "needs a new campaign (--campaign NAME)",
                             spec.directory.string(), id().value)};
  }
  Digest files;
  {
    Journal journal = TRY(Journal::open(run_, *clock_, so_far_, kLockWaitMs));
    files = TRY(pin_spec(journal, spec));
    TRY(journal.append(SpecRevised{spec.digest, files, spec.held_out_digest, why}));
  }
  spec_ = TRY(load_pinned_spec(run_, files, workshop_, known_checks(checks_)));
  return {};
}

Result<void> Hall::use_newest_spec() {
  return use_spec(newest_spec_files(state()));
}

Result<void> Hall::use_spec(const Digest& files) {
  spec_ = TRY(load_pinned_spec(run_, files, workshop_, known_checks(checks_)));
  return {};
}

Result<void> Hall::inherit() {
  if (state().opened.base.empty()) return {};
  const CommitInfo base = TRY(repo_.read_commit(state().opened.base));
  const auto trailer = base.trailers.find("Tensorwright-Campaign");
  if (trailer == base.trailers.end()) return {};
  const Recording earlier = TRY(log_of_campaign(repo_.root(), CampaignId{trailer->second}));
  if (earlier.state.opened.spec != state().opened.spec) return {};
  inherited_ = earlier.state.landed;
  for (const AttemptState& attempt : earlier.state.attempts) {
    if (!attempt.landed || attempt.landed->commit != earlier.state.tip) continue;
    const Verdict verdict = TRY(recorded_verdict(earlier, attempt));
    inherited_tests_ = passed_tests(verdict);
  }
  return {};
}

Result<Event> Hall::record(EventBody body) {
  Journal journal = TRY(Journal::open(run_, *clock_, so_far_, kLockWaitMs));
  return journal.append(std::move(body));
}

Result<void> Hall::sync() {
  return TRY(Journal::open(run_, *clock_, so_far_, kLockWaitMs)).sync();
}

Result<void> Hall::refresh() {
  return read_on(run_, so_far_);
}

Result<Digest> Hall::put_blob(const std::string& bytes) const {
  return write_blob(run_, bytes);
}

Result<std::string> Hall::blob(const Digest& digest) const {
  return read_blob(run_, digest);
}

void Hall::tell(Notice notice) const {
  if (!on_notice_) return;
  notice.landed = static_cast<int>(state().landed.size());
  notice.tasks = static_cast<int>(spec_.tasks.size());
  on_notice_(notice);
}

}  // namespace wright
