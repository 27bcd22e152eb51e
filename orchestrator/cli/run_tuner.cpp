// `run` with the tuner, by itself or after a replay.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "campaign/logs.h"
#include "campaign/pinned_spec.h"
#include "cli/run_kinds.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<std::int64_t> seconds_in(const std::string& detail, std::int64_t otherwise);

}  // namespace

Result<int> run_tuner(const Invocation& invocation, const RunArguments& given,
                      const std::string& detail) {
  const std::int64_t seconds = TRY(seconds_in(detail, given.tuner_seconds));
  Repo repo = TRY(Repo::open(invocation.directory));
  const std::string name = campaign_or_shipped(repo, given.campaign);
  const Recording recording = TRY(log_of_campaign(repo.root(), CampaignId{name}));
  RunSummary summary;
  const SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  TRY(tune_on(invocation, recording.state, seconds, summary));
  summary.wall_ms = clock.steady_ms() - began;
  summary.landed_file = landed_file(recording.directory, recording.state);
  print_last_screen(recording.state, summary);
  if (given.timing) print_timing(recording.state, summary);
  return kExitDone;
}

Result<void> tune_on(const Invocation& invocation, const CampaignState& state, std::int64_t seconds,
                     RunSummary& summary) {
  if (!state.closed) {
    return Error{ErrorKind::usage,
                 fmt::format("campaign {} is not finished", state.opened.campaign.value)};
  }
  const std::string campaign = state.opened.campaign.value + "-tuned";
  summary.tuner_campaign = campaign;
  Repo repo = TRY(Repo::open(invocation.directory));
  const fs::path log = runs_directory(repo.root()) / state.opened.campaign.value;
  TRY(forget_run(invocation, campaign));
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_live_chance(clock);
  HallRequest request;
  request.directory = invocation.directory;
  request.campaign = CampaignId{campaign};
  const CheckTable table = TRY(load_checks(invocation.tools));
  request.pinned =
      TRY(load_pinned_spec(log, newest_spec_files(state), Workshop(log), known_checks(table)));
  request.agent = "tuner";
  request.alone = true;
  request.base = state.closed->closing;
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("agent: tuner, at most {} s, on campaign/{}",
                                                      seconds, campaign)));
  TRY(Workshop(runs_directory(repo.root()) / campaign).take_over(Workshop(log)));
  // The bar shows how much of the time is used: no task is left to land.
  Progress progress;
  const std::int64_t began = clock.steady_ms();
  const auto on_notice = [&](Notice notice) {
    const bool is_timing = notice.text.rfind("bench", 0) == 0;
    if (notice.kind == Notice::Kind::check_finished && !is_timing) return;
    notice.tasks = static_cast<int>(seconds);
    notice.landed = static_cast<int>(std::min(seconds, (clock.steady_ms() - began) / 1000));
    progress.show(notice);
  };
  Hall hall = TRY(Hall::open(request, invocation.tools, clock, *chance, on_notice));
  summary.tuning = TRY(tune(hall, {seconds, &interrupted()}));
  summary.checks_ms += checks_ms_of(hall.state());
  return {};
}

namespace {

Result<std::int64_t> seconds_in(const std::string& detail, std::int64_t otherwise) {
  if (detail.empty()) return otherwise;
  std::int64_t seconds = 0;
  const char* end = detail.data() + detail.size();
  const auto [rest, fault] = std::from_chars(detail.data(), end, seconds);
  if (fault != std::errc() || rest != end || seconds < 1) {
    return Error{ErrorKind::usage, "tuner:SECONDS needs a whole number of at least 1"};
  }
  return seconds;
}

}  // namespace
}  // namespace wright
