// A statement that somebody handed in, read strictly.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "core/ids.h"
#include "core/verdict.h"

namespace wright {

struct StatementHead {
  std::string type;  // The predicate's.
  TreeId tree;
  CampaignId campaign;
  AttemptId attempt;               // Empty in one about the end of a campaign.
  std::optional<Verdict> verdict;  // Of a landing or a verification.
  std::string why;                 // Of a retraction.
};

// Errors (usage) begin with `name`: no in-toto statement, none of our types, a subject without a
// tree, a verdict that cannot be read, a retraction without a reason.
Result<StatementHead> read_statement(const std::string& name, const std::string& statement);

}  // namespace wright
