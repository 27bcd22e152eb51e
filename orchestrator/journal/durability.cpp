#include <type_traits>

#include "journal/journal.h"

namespace wright {
namespace {

template <class Body, class... Kinds>
constexpr bool kIsOneOf = (std::is_same_v<Body, Kinds> || ...);

}  // namespace

Durability durability_of(const EventBody& body) {
  return std::visit(
      [](const auto& one) {
        using Body = std::decay_t<decltype(one)>;
        constexpr bool kWaits = kIsOneOf<Body, CampaignOpened, AttemptOpened, ActionTaken,
                                         BudgetSet, HabitsSet, CallSettled>;
        return kWaits ? Durability::with_the_next : Durability::now;
      },
      body);
}

}  // namespace wright
