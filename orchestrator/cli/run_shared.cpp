// What the kinds of `run` have in common.
#include <fmt/format.h>

#include <array>
#include <csignal>

#include "base/files.h"
#include "base/text.h"
#include "campaign/hall.h"
#include "campaign/settle.h"
#include "cli/loop_agent.h"

namespace wright {
namespace {

// What `run` replays when nothing is named: the first of these that is recorded.
constexpr std::array<const char*, 2> kShipped{"first_ops", "example"};

std::atomic<bool> stop_requested{false};

}  // namespace

const std::atomic<bool>& interrupted() {
  return stop_requested;
}

// The first one stops after the step that is being done; a second one at once,
// which loses that step and nothing else.
void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

KindAndDetail split_kind(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
}

std::string campaign_or_shipped(const Repo& repo, const std::string& campaign) {
  if (!campaign.empty()) return campaign;
  for (const char* shipped : kShipped) {
    if (std::filesystem::exists(recorded_directory(repo.root()) / shipped / "events.jsonl"))
      return shipped;
  }
  return kShipped.front();
}

Result<void> forget_run(const Invocation& invocation, const std::string& campaign) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const FileLock claim = TRY(claim_campaign(repo.root(), CampaignId{campaign}));
  TRY(remove_tree(runs_directory(repo.root()) / campaign));
  const std::optional<CommitId> branch = TRY(repo.branch("campaign/" + campaign));
  if (branch) TRY(repo.delete_branch("campaign/" + campaign));
  return {};
}

std::int64_t checks_ms_of(const CampaignState& state) {
  std::int64_t sum = 0;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.judged) sum += attempt.judged->duration_ms;
  }
  return sum;
}

std::string landed_file(const std::filesystem::path& log, const CampaignState& state) {
  std::string file;
  for (const AttemptState& attempt : state.attempts) {
    if (!attempt.landed) continue;
    const Result<Patch> patch = load_patch(log, attempt.submitted->patch);
    if (!patch) continue;
    for (const PatchEntry& entry : patch->entries) {
      if (!entry.blob) continue;
      file = state.opened.target + "/" + entry.path;
      break;
    }
  }
  return file;
}

Result<HabitsRequest> habits_request(const RunArguments& given, const std::string& kind) {
  HabitsRequest request;
  if (given.memory >= 0) request.memory = given.memory;
  if (given.self_talk >= 0) request.self_talk = given.self_talk;
  if (has_tool_loop(kind) || (!request.memory && !request.self_talk)) return request;
  return Error{ErrorKind::usage,
               fmt::format("--memory and --self-talk are for agents with the tool loop, which {} "
                           "has not",
                           escape_for_terminal(kind))};
}

Result<BudgetRequest> budget_request(const RunArguments& given) {
  constexpr std::int64_t kMinute = 60'000;
  BudgetRequest request;
  if (!given.budget_usd.empty()) {
    request.picodollars_max = picodollars_in(given.budget_usd);
    if (*request.picodollars_max < 0) {
      return Error{ErrorKind::usage, "--budget-usd is an amount of dollars, such as 2 or 0.25"};
    }
  }
  if (given.budget_tokens >= 0) request.tokens_max = given.budget_tokens;
  if (given.budget_agent_minutes >= 0) {
    request.agent_ms_max = product_of(given.budget_agent_minutes, kMinute);
  }
  if (given.budget_check_minutes >= 0) {
    request.check_ms_max = product_of(given.budget_check_minutes, kMinute);
  }
  return request;
}

// Before anything is started; a limit of an earlier run is looked at before each call.
Result<void> check_price(const RunArguments& given, const std::string& model,
                         const std::optional<Price>& price) {
  const BudgetRequest budget = TRY(budget_request(given));
  if (price || budget.picodollars_max.value_or(0) == 0) return {};
  return Error{ErrorKind::usage,
               fmt::format("the price of {} is unknown, so that --budget-usd cannot hold: give it "
                           "in a file for --models",
                           escape_for_terminal(model))};
}

int say_finished(const CampaignState& state, const std::string& remedy) {
  fmt::print("campaign {0} is finished at {1}: {2}, `log {0}` shows it\n",
             state.opened.campaign.value, short_id(state.closed->closing.value), remedy);
  return kExitDone;
}

}  // namespace wright
