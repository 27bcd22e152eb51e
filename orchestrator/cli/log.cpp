// tensorwright log: the journal of a campaign, a line an event.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

struct LogArguments {
  std::string campaign;
  std::string attempt;
  bool rejected = false;
};

Result<int> log_command(const Invocation& invocation, const LogArguments& given);
bool is_wanted(const Event& event, const CampaignState& state, const LogArguments& given);
std::string detail_of(const EventBody& body);

}  // namespace

void add_log(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<LogArguments>();
  CLI::App* command = app.add_subcommand("log", "The journal of a campaign, a line an event");
  command->add_option("campaign", given->campaign, "The campaign's name; may be left out for one");
  command->add_option("--attempt", given->attempt, "Only this attempt");
  command->add_flag("--rejected", given->rejected, "Only attempts that were rejected");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, log_command));
}

namespace {

Result<int> log_command(const Invocation& invocation, const LogArguments& given) {
  const Recording recording = TRY(find_log(invocation, given.campaign));
  const CampaignState& state = recording.state;
  if (!given.attempt.empty() && find_attempt(state, AttemptId{given.attempt}) == nullptr) {
    return Error{ErrorKind::usage, fmt::format("campaign {} has no attempt {}",
                                               state.opened.campaign.value, given.attempt)};
  }
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const Event& event : recording.log.events) {
    if (!is_wanted(event, state, given)) continue;
    if (invocation.json) {
      list.push_back(to_json(event));
      continue;
    }
    rows.push_back({std::to_string(event.seq), date_text(event.time_ms), kind_of(event.body),
                    attempt_of(event.body).value, escape_for_terminal(detail_of(event.body))});
  }
  if (invocation.json) {
    print_json({{"campaign", state.opened.campaign.value}, {"events", std::move(list)}});
  } else {
    print_table({"seq", "time", "event", "attempt", "detail"}, rows);
  }
  return kExitDone;
}

bool is_wanted(const Event& event, const CampaignState& state, const LogArguments& given) {
  const AttemptId id = attempt_of(event.body);
  if (!given.attempt.empty() && id.value != given.attempt) return false;
  if (!given.rejected) return true;
  const AttemptState* attempt = find_attempt(state, id);
  return attempt != nullptr && attempt->stage == AttemptStage::rejected;
}

std::string money_text(std::int64_t picodollars) {
  return picodollars == kUnknownPrice ? "unknown price" : dollars_text(picodollars);
}

// One function a kind, picked by the variant.
struct Detail {
  std::string operator()(const CampaignOpened& e) const {
    return fmt::format("spec {}, target {}, root {}", e.spec, e.target, short_id(e.root.value));
  }
  std::string operator()(const SpecRevised& e) const { return e.why; }
  std::string operator()(const AttemptOpened& e) const {
    return fmt::format("by {}, model {}", e.agent, e.model);
  }
  std::string operator()(const ActionTaken& e) const {
    return fmt::format("{} -> {} ({})", head_and_tail(e.subject, 120), e.outcome,
                       seconds_text(e.duration_ms));
  }
  std::string operator()(const PatchSubmitted& e) const {
    return fmt::format("{} files, patch {}", e.files, short_id(e.patch.value));
  }
  std::string operator()(const NonceDrawn& e) const { return short_id(e.nonce); }
  std::string operator()(const Judged& e) const {
    return fmt::format("{} ({})", word_of(e.status), seconds_text(e.duration_ms));
  }
  std::string operator()(const Rejected& e) const { return e.reason; }
  std::string operator()(const LandingIntended& e) const { return short_id(e.commit.value); }
  std::string operator()(const Landed& e) const { return short_id(e.commit.value); }
  std::string operator()(const AttemptAbandoned& e) const { return e.reason; }
  std::string operator()(const CampaignClosed& e) const { return short_id(e.closing.value); }
  std::string operator()(const BudgetSet& e) const {
    return fmt::format("{}, {} tokens, {} of agents, {} of checks; 0: no limit",
                       dollars_text(e.picodollars_max), e.tokens_max, seconds_text(e.agent_ms_max),
                       seconds_text(e.check_ms_max));
  }
  std::string operator()(const CallReserved& e) const {
    return fmt::format("{}: at most {} tokens in, {} out, {}", e.subject, e.input_tokens,
                       e.output_tokens, money_text(e.picodollars));
  }
  std::string operator()(const CallSettled& e) const {
    return fmt::format("{}{} tokens in, {} out, {}", e.is_estimated ? "estimated: " : "",
                       e.input_tokens + e.cached_tokens + e.cache_written_tokens, e.output_tokens,
                       money_text(e.picodollars));
  }
  std::string operator()(const ModelServed& e) const {
    return fmt::format("{} by {}, {}: {}", e.model, e.server,
                       e.digest.empty() ? "no digest" : e.digest, e.told);
  }
  std::string operator()(const HabitsSet& e) const {
    return fmt::format("memory {}, self-talk {}", e.memory, e.self_talk);
  }
};

std::string detail_of(const EventBody& body) {
  std::string text = std::visit(Detail{}, body);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace
}  // namespace wright
