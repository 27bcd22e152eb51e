#include "campaign/claim.h"

#include <algorithm>

#include "campaign/read_statement.h"
#include "campaign/statement.h"

namespace wright {
namespace {

Claim claim_of_one(const Evidence& evidence) {
  const Result<StatementHead> head = read_statement("", evidence.statement);
  if (!head) return Claim::asserted;
  if (head->type == kRetractionType) return Claim::retracted;
  if (head->type != kVerificationType) return Claim::asserted;
  if (head->verdict->passed() && !head->verdict->reports.empty()) return Claim::replayed;
  return fails_by_machine(*head->verdict) ? Claim::asserted : Claim::disputed;
}

}  // namespace

const char* word_of(Claim claim) {
  switch (claim) {
    case Claim::asserted:
      return "asserted";
    case Claim::replayed:
      return "replayed";
    case Claim::disputed:
      return "disputed";
    case Claim::retracted:
      break;
  }
  return "retracted";
}

Claim claim_of(const std::vector<Evidence>& evidence, bool is_strict) {
  Claim worst = Claim::asserted;
  for (const Evidence& one : evidence) {
    const bool is_mute = one.signing == Signing::bad || (is_strict && one.signing != Signing::good);
    if (!is_mute) worst = std::max(worst, claim_of_one(one));
  }
  return worst;
}

}  // namespace wright
