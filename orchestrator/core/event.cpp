#include "core/event.h"

#include <type_traits>

namespace wright {
namespace {

struct KindOf {
  const char* operator()(const CampaignOpened&) const { return "campaign_opened"; }
  const char* operator()(const SpecRevised&) const { return "spec_revised"; }
  const char* operator()(const AttemptOpened&) const { return "attempt_opened"; }
  const char* operator()(const ActionTaken&) const { return "action_taken"; }
  const char* operator()(const PatchSubmitted&) const { return "patch_submitted"; }
  const char* operator()(const NonceDrawn&) const { return "nonce_drawn"; }
  const char* operator()(const Judged&) const { return "judged"; }
  const char* operator()(const Rejected&) const { return "rejected"; }
  const char* operator()(const LandingIntended&) const { return "landing_intended"; }
  const char* operator()(const Landed&) const { return "landed"; }
  const char* operator()(const AttemptAbandoned&) const { return "attempt_abandoned"; }
  const char* operator()(const CampaignClosed&) const { return "campaign_closed"; }
  const char* operator()(const BudgetSet&) const { return "budget_set"; }
  const char* operator()(const CallReserved&) const { return "call_reserved"; }
  const char* operator()(const CallSettled&) const { return "call_settled"; }
  const char* operator()(const HabitsSet&) const { return "habits_set"; }
  const char* operator()(const ModelServed&) const { return "model_served"; }
};

}  // namespace

std::string kind_of(const EventBody& body) {
  return std::visit(KindOf{}, body);
}

AttemptId attempt_of(const EventBody& body) {
  return std::visit(
      [](const auto& event) {
        using Body = std::decay_t<decltype(event)>;
        if constexpr (std::is_same_v<Body, CampaignOpened> || std::is_same_v<Body, SpecRevised> ||
                      std::is_same_v<Body, CampaignClosed> || std::is_same_v<Body, BudgetSet> ||
                      std::is_same_v<Body, HabitsSet> || std::is_same_v<Body, ModelServed>) {
          return AttemptId{};
        } else {
          return event.attempt;
        }
      },
      body);
}

}  // namespace wright
