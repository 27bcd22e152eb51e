#include "campaign/statement.h"

#include <nlohmann/json.hpp>

#include "campaign/landing_digests.h"
#include "core/json.h"

namespace wright {

const char* const kLandingType = "https://tensorwright.dev/attestation/landing/v2";
const char* const kFirstLandingType = "https://tensorwright.dev/attestation/landing/v1";
const char* const kVerificationType = "https://tensorwright.dev/attestation/verification/v1";
const char* const kClosingType = "https://tensorwright.dev/attestation/closing/v1";
const char* const kRetractionType = "https://tensorwright.dev/attestation/retraction/v1";

namespace {

std::string statement_about(const std::string& target, const nlohmann::json& digest,
                            const char* type, nlohmann::json predicate) {
  const nlohmann::json subject{{"name", target}, {"digest", digest}};
  return canonical({{"_type", "https://in-toto.io/Statement/v1"},
                    {"subject", nlohmann::json::array({subject})},
                    {"predicateType", type},
                    {"predicate", std::move(predicate)}});
}

nlohmann::json tree_digest(const Judged& judged) {
  return {{"gitTree", judged.tree.value}};
}

}  // namespace

Result<std::string> landing_statement(const Hall& hall, const AttemptState& attempt,
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
  if (attempt.served && attempt.served->model == attempt.opened.model) {
    predicate["served"] = {{"server", attempt.served->server},
                           {"digest", attempt.served->digest},
                           {"told", attempt.served->told}};
  }
  predicate.update(TRY(landing_digests(hall, attempt, verdict)));
  return statement_about(state.opened.target, tree_digest(*attempt.judged), kLandingType,
                         std::move(predicate));
}

std::string verification_statement(const Explanation& landing, const Verdict& verdict,
                                   const std::string& nonce) {
  const CampaignOpened& opened = landing.recording.state.opened;
  const AttemptState& attempt = landing.attempt;
  nlohmann::json predicate{{"campaign", opened.campaign.value},
                           {"attempt", attempt.opened.attempt.value},
                           {"patch", {{"sha256", attempt.submitted->patch.value}}},
                           {"nonce", nonce},
                           {"verdict", to_json(verdict)}};
  return statement_about(opened.target, tree_digest(*attempt.judged), kVerificationType,
                         std::move(predicate));
}

std::string closing_statement(const CampaignState& state, const TreeId& tree) {
  const CampaignClosed& closed = *state.closed;
  const nlohmann::json digest{{"gitCommit", closed.closing.value}, {"gitTree", tree.value}};
  return statement_about(state.opened.target, digest, kClosingType,
                         {{"campaign", state.opened.campaign.value},
                          {"head", {{"sha256", closed.head.value}}},
                          {"count", closed.count},
                          {"tip", {{"gitCommit", closed.tip.value}}}});
}

std::string retraction_statement(const Explanation& landing, const std::string& why) {
  const CampaignOpened& opened = landing.recording.state.opened;
  return statement_about(opened.target, tree_digest(*landing.attempt.judged), kRetractionType,
                         {{"campaign", opened.campaign.value},
                          {"attempt", landing.attempt.opened.attempt.value},
                          {"why", why}});
}

}  // namespace wright
