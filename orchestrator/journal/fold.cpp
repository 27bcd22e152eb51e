// Which line may follow which, per attempt; `enter` performs each arrow:
//
//   AttemptOpened ---> open --ActionTaken--> open
//   open      --PatchSubmitted----> submitted     open --AttemptAbandoned--> abandoned
//   submitted --NonceDrawn--------> seeded        submitted --Rejected--> rejected
//   seeded    --Judged------------> judged        seeded    --Rejected--> rejected
//   judged    --LandingIntended---> landing       judged    --Rejected--> rejected
//   landing   --Landed------------> landed
//   open      --CallReserved------> open          any  --CallSettled---> the same
#include <fmt/format.h>

#include <algorithm>

#include "core/campaign_name.h"
#include "journal/journal.h"

namespace wright {
namespace {

Error impossible(const std::string& why) {
  return Error{ErrorKind::journal, why};
}

bool are_amounts(std::initializer_list<std::int64_t> tokens, std::int64_t picodollars) {
  const bool are_counts = std::all_of(tokens.begin(), tokens.end(), [](auto n) { return n >= 0; });
  return are_counts && (picodollars >= 0 || picodollars == kUnknownPrice);
}

// Takes one event into the state; each overload is one arrow.
struct Fold {
  CampaignState& state;
  const Event& event;

  AttemptState* attempt(const AttemptId& id) const {
    const auto found =
        std::find_if(state.attempts.begin(), state.attempts.end(),
                     [&](const AttemptState& one) { return one.opened.attempt == id; });
    return found == state.attempts.end() ? nullptr : &*found;
  }

  // The attempt, when it is at one of the stages that this event may follow.
  Result<AttemptState*> expect(const AttemptId& id,
                               std::initializer_list<AttemptStage> stages) const {
    AttemptState* found = attempt(id);
    if (found == nullptr) {
      return impossible(fmt::format("speaks of attempt {}, which was not opened", id.value));
    }
    if (std::find(stages.begin(), stages.end(), found->stage) == stages.end()) {
      return impossible(
          fmt::format("{} cannot come now for attempt {}", kind_of(event.body), id.value));
    }
    found->ended_ms = event.time_ms;
    return found;
  }

  Result<void> operator()(const CampaignOpened& body) const {
    if (event.seq != 0) return impossible("opens the campaign a second time");
    if (!is_campaign_name(body.campaign.value)) {
      return impossible("opens a campaign whose name is none: 1 to 128 of a-z, 0-9, _ and -");
    }
    state.opened = body;
    state.tip = body.root;
    return {};
  }
  Result<void> operator()(const SpecRevised& body) const {
    state.revisions.push_back(body);
    return {};
  }
  Result<void> operator()(const AttemptOpened& body) const {
    if (attempt(body.attempt) != nullptr) {
      return impossible(fmt::format("opens attempt {} a second time", body.attempt.value));
    }
    AttemptState opened;
    opened.opened = body;
    opened.habits = state.habits;
    opened.served = state.served;
    opened.opened_ms = opened.ended_ms = event.time_ms;
    state.attempts.push_back(std::move(opened));
    return {};
  }
  Result<void> operator()(const ActionTaken& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::open}));
    if (body.index != found->actions) {
      return impossible(fmt::format("is action {} where {} is due", body.index, found->actions));
    }
    ++found->actions;
    const bool is_check = body.kind == ActionKind::check;
    add_time(state.ledger, body.attempt, is_check ? 0 : body.duration_ms,
             is_check ? body.duration_ms : 0);
    return {};
  }
  Result<void> operator()(const PatchSubmitted& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::open}));
    found->stage = AttemptStage::submitted;
    found->submitted = body;
    lose_calls(state.ledger, body.attempt);
    return {};
  }
  Result<void> operator()(const NonceDrawn& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::submitted}));
    found->stage = AttemptStage::seeded;
    found->nonce = body;
    return {};
  }
  Result<void> operator()(const Judged& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::seeded}));
    found->stage = AttemptStage::judged;
    found->judged = body;
    add_time(state.ledger, body.attempt, 0, body.duration_ms);
    return {};
  }
  Result<void> operator()(const Rejected& body) const {
    AttemptState* found = TRY(expect(
        body.attempt, {AttemptStage::submitted, AttemptStage::seeded, AttemptStage::judged}));
    found->stage = AttemptStage::rejected;
    found->rejected = body;
    return {};
  }
  Result<void> operator()(const LandingIntended& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::judged}));
    if (body.parent != state.tip || body.tree != found->judged->tree) {
      return impossible("intends to land another tree or elsewhere than was judged");
    }
    found->stage = AttemptStage::landing;
    found->intended = body;
    return {};
  }
  Result<void> operator()(const Landed& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::landing}));
    if (body.commit != found->intended->commit) {
      return impossible("landed as another commit than was intended");
    }
    found->stage = AttemptStage::landed;
    found->landed = body;
    state.tip = body.commit;
    state.landed.push_back(found->opened.task);
    return {};
  }
  Result<void> operator()(const AttemptAbandoned& body) const {
    AttemptState* found = TRY(expect(body.attempt, {AttemptStage::open}));
    found->stage = AttemptStage::abandoned;
    found->abandoned = body;
    lose_calls(state.ledger, body.attempt);
    return {};
  }
  Result<void> operator()(const CampaignClosed& body) const {
    if (body.tip != state.tip) return impossible("closes on another commit than the last landing");
    state.closed = body;
    return {};
  }
  Result<void> operator()(const BudgetSet& body) const {
    const auto limits = {body.tokens_max, body.agent_ms_max, body.check_ms_max};
    if (!are_amounts(limits, body.picodollars_max)) return impossible("sets a budget below 0");
    state.ledger.limits = body;
    return {};
  }
  Result<void> operator()(const HabitsSet& body) const {
    const bool is_known = body.memory >= 0 && body.memory <= kMemoryMax && body.self_talk >= 0 &&
                          body.self_talk <= kSelfTalkMax;
    if (!is_known) return impossible("sets habits that no agent has");
    state.habits = body;
    return {};
  }
  Result<void> operator()(const ModelServed& body) const {
    take_in(state, body);
    return {};
  }
  Result<void> operator()(const CallReserved& body) const {
    if (!body.attempt.empty()) TRY(expect(body.attempt, {AttemptStage::open}));
    if (!are_amounts({body.input_tokens, body.output_tokens}, body.picodollars)) {
      return impossible("reserves less than nothing");
    }
    reserve(state.ledger, event.seq, body);
    return {};
  }
  Result<void> operator()(const CallSettled& body) const {
    if (!are_amounts(
            {body.input_tokens, body.cached_tokens, body.cache_written_tokens, body.output_tokens},
            body.picodollars)) {
      return impossible("settles for less than nothing");
    }
    if (settle_call(state.ledger, body)) return {};
    return impossible(fmt::format("settles call {}, which is not in flight", body.call));
  }
};

}  // namespace

Result<void> advance(CampaignState& state, const Event& event, const Digest& hash) {
  if (event.seq == 0 && !std::holds_alternative<CampaignOpened>(event.body)) {
    return impossible("the first line does not open a campaign");
  }
  if (state.closed) return impossible("the campaign is closed");
  TRY(std::visit(Fold{state, event}, event.body));
  state.events = event.seq + 1;
  state.head = hash;
  return {};
}

}  // namespace wright
