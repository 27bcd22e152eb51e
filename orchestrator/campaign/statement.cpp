#include "campaign/statement.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {

std::string landing_statement(const Hall& hall, const AttemptState& attempt,
                              const Verdict& verdict) {
  using nlohmann::json;
  const CampaignState& state = hall.state();
  const bool is_revised = !state.revisions.empty();
  const Digest& spec = is_revised ? state.revisions.back().spec_digest : state.opened.spec_digest;
  const Digest& held_out =
      is_revised ? state.revisions.back().held_out_digest : state.opened.held_out_digest;
  json predicate{{"campaign", state.opened.campaign.value},
                 {"task", attempt.opened.task.value},
                 {"attempt", attempt.opened.attempt.value},
                 {"agent", attempt.opened.agent},
                 {"model", attempt.opened.model},
                 {"patch", {{"sha256", attempt.submitted->patch.value}}},
                 {"nonce", attempt.nonce->nonce},
                 {"spec", {{"sha256", spec.value}}},
                 {"held_out", {{"sha256", held_out.value}}},
                 {"verdict", to_json(verdict)}};
  const json statement{
      {"_type", "https://in-toto.io/Statement/v1"},
      {"subject",
       {{{"name", state.opened.target}, {"digest", {{"gitTree", attempt.judged->tree.value}}}}}},
      {"predicateType", "https://tensorwright.dev/attestation/landing/v1"},
      {"predicate", std::move(predicate)}};
  return canonical(statement);
}

}  // namespace wright
