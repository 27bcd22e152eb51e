// The fields of each kind of event: what its line holds, in the order of FORMAT.md.
#pragma once

#include "core/event.h"

namespace wright {

// Each body names its fields once; writing and reading walk the same list.
template <class Visit>
void fields(CampaignOpened& body, Visit visit) {
  visit("campaign", body.campaign);
  visit("spec", body.spec);
  visit("target", body.target);
  visit("spec_digest", body.spec_digest);
  visit("spec_files", body.spec_files);
  visit("held_out_digest", body.held_out_digest);
  visit("scaffold_digest", body.scaffold_digest);
  visit("base", body.base);
  visit("root", body.root);
  visit("agent", body.agent);
}
template <class Visit>
void fields(SpecRevised& body, Visit visit) {
  visit("spec_digest", body.spec_digest);
  visit("spec_files", body.spec_files);
  visit("held_out_digest", body.held_out_digest);
  visit("why", body.why);
}
template <class Visit>
void fields(AttemptOpened& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("task", body.task);
  visit("number", body.number);
  visit("agent", body.agent);
  visit("model", body.model);
  visit("base", body.base);
  visit("brief", body.brief);
  visit("carries", body.carries);
}
template <class Visit>
void fields(ActionTaken& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("index", body.index);
  visit("action", body.kind);
  visit("subject", body.subject);
  visit("outcome", body.outcome);
  visit("input", body.input);
  visit("output", body.output);
  visit("duration_ms", body.duration_ms);
}
template <class Visit>
void fields(PatchSubmitted& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("patch", body.patch);
  visit("files", body.files);
}
template <class Visit>
void fields(NonceDrawn& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("nonce", body.nonce);
}
template <class Visit>
void fields(Judged& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("parent", body.parent);
  visit("tree", body.tree);
  visit("status", body.status);
  visit("verdict", body.verdict);
  visit("duration_ms", body.duration_ms);
}
template <class Visit>
void fields(Rejected& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("reason", body.reason);
  visit("feedback", body.feedback);
}
template <class Visit>
void fields(LandingIntended& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("parent", body.parent);
  visit("tree", body.tree);
  visit("message", body.message);
  visit("time_s", body.time_s);
  visit("commit", body.commit);
}
template <class Visit>
void fields(Landed& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("commit", body.commit);
  visit("statement", body.statement);
}
template <class Visit>
void fields(AttemptAbandoned& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("reason", body.reason);
}
template <class Visit>
void fields(CampaignClosed& body, Visit visit) {
  visit("tip", body.tip);
  visit("closing", body.closing);
  visit("head", body.head);
  visit("count", body.count);
  visit("time_s", body.time_s);
}
template <class Visit>
void fields(BudgetSet& body, Visit visit) {
  visit("picodollars_max", body.picodollars_max);
  visit("tokens_max", body.tokens_max);
  visit("agent_ms_max", body.agent_ms_max);
  visit("check_ms_max", body.check_ms_max);
}
template <class Visit>
void fields(CallReserved& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("subject", body.subject);
  visit("model", body.model);
  visit("input_tokens", body.input_tokens);
  visit("output_tokens", body.output_tokens);
  visit("picodollars", body.picodollars);
}
template <class Visit>
void fields(CallSettled& body, Visit visit) {
  visit("attempt", body.attempt);
  visit("call", body.call);
  visit("input_tokens", body.input_tokens);
  visit("cached_tokens", body.cached_tokens);
  visit("cache_written_tokens", body.cache_written_tokens);
  visit("output_tokens", body.output_tokens);
  visit("picodollars", body.picodollars);
  visit("is_estimated", body.is_estimated);
}
template <class Visit>
void fields(HabitsSet& body, Visit visit) {
  visit("memory", body.memory);
  visit("self_talk", body.self_talk);
}
template <class Visit>
void fields(ModelServed& body, Visit visit) {
  visit("model", body.model);
  visit("server", body.server);
  visit("digest", body.digest);
  visit("told", body.told);
}

}  // namespace wright
