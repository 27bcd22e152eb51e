#include "cli/worst_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"
#include "model/choice.h"
#include "model/retry.h"

namespace wright {

void Worst::add(const Worst& other) {
  calls = sum_of(calls, other.calls);
  tokens = sum_of(tokens, other.tokens);
  picodollars = sum_of(picodollars, other.picodollars);
}

// Self-talk goes before each act.  Each turn may be lost and made again as often as the network
// is tried.
std::int64_t worst_calls(int self_talk) {
  const std::int64_t talk = std::int64_t{1} + std::max(self_talk, 0);
  return product_of(product_of(kLiveRules.calls_max, talk), RetryPolicy{}.tries_max);
}

Result<CallBound> worst_call(const Invocation& invocation, const std::string& models,
                             const std::string& kind, const std::string& model) {
  ModelChoice choice{kind, model};
  choice.table = invocation.tools.share / "models.yaml";
  choice.own_rows = models;
  const ModelTraits traits = TRY(traits_of(choice));
  CallBound call{model, traits.context_tokens, traits.output_tokens_max};
  if (call.output_tokens == 0) call.output_tokens = dialect_named(kind)->output_tokens_max;
  if (call.output_tokens == 0) call.output_tokens = traits.context_tokens;
  call.price = traits.price;
  return call;
}

Worst worst_of(const Task& task, const CallBound& call, std::int64_t calls) {
  Worst worst{0, kUnbounded, kUnbounded};
  worst.calls = product_of(task.budget.attempts_max, calls);
  if (call.input_tokens > 0) {
    worst.tokens = product_of(worst.calls, sum_of(call.input_tokens, call.output_tokens));
    worst.picodollars = product_of(
        worst.calls, picodollars_at_most(call.price, call.input_tokens, call.output_tokens));
  }
  const std::int64_t limit = task.budget.tokens_max;
  if (limit == 0) return worst;
  const std::int64_t dearest = std::max(picodollars_at_most(call.price, limit, 0),
                                        picodollars_at_most(call.price, 0, limit));
  worst.tokens = std::min(worst.tokens, limit);
  worst.picodollars = std::min(worst.picodollars, dearest);
  return worst;
}

std::string text_of(const Worst& worst, const CallBound& call) {
  std::string money = call.price ? dollars_text(worst.picodollars) : "unknown price";
  if (call.price && worst.picodollars == kUnbounded) money = "more than $9 million";
  const std::string calls = worst.calls == kUnbounded
                                ? "as many calls as it makes"
                                : fmt::format("at most {} calls", worst.calls);
  if (worst.tokens == kUnbounded && worst.calls == kUnbounded) {
    return calls + ": only a budget or `tokens_max` of the spec bounds it";
  }
  if (worst.tokens == kUnbounded) {
    return fmt::format("{}, of a context that nobody knows, {}", calls,
                       call.price ? "at an unknown cost" : money);
  }
  return fmt::format("{}, {} tokens, {}", calls, worst.tokens, money);
}

void print_limits(const BudgetRequest& budget) {
  if (budget.picodollars_max.value_or(0) > 0) {
    fmt::print("  {:<20} ends it at {}\n", "--budget-usd", dollars_text(*budget.picodollars_max));
  }
  if (budget.tokens_max.value_or(0) > 0) {
    fmt::print("  {:<20} ends it at {} tokens\n", "--budget-tokens", *budget.tokens_max);
  }
}

}  // namespace wright
