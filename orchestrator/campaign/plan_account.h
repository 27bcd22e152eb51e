// What a planner's calls may cost and did: the ledger's arithmetic without a campaign.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "campaign/spend.h"
#include "core/campaign.h"
#include "model/model.h"

namespace wright {

// Its lines are those of logs/FORMAT.md, `call_reserved` before a try and `call_settled` after
// it, written to `file` before the try is made.
class PlanAccount {
 public:
  PlanAccount(const BudgetSet& limits, std::filesystem::path file, Clock& clock);

  // One try within what is left.  ErrorKind::budget when it does not fit.
  Result<ModelReply> try_once(Model& model, ModelRequest& request, const std::string& subject);
  [[nodiscard]] const Spending& spent() const { return state_.ledger.spent; }

 private:
  Result<void> write(EventBody body);

  CampaignState state_;
  std::filesystem::path file_;
  Clock* clock_;
  std::int64_t seq_ = 0;
  std::string lines_;
};

}  // namespace wright
