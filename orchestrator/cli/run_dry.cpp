// `run --dry-run`: what a live run can cost at most, without a call or a campaign.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "agent/agent.h"
#include "base/text.h"
#include "campaign/pinned_spec.h"
#include "campaign/spend.h"
#include "cli/find.h"
#include "cli/run_kinds.h"
#include "model/choice.h"

namespace wright {
namespace {

constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();

// The most that calls of a task, or of all, can come to.
struct Worst {
  std::int64_t calls = 0;
  std::int64_t tokens = kUnknown;
  std::int64_t picodollars = kUnknown;
};

Result<int> print_worst(const Invocation& invocation, const RunArguments& given,
                        const std::string& kind, const std::string& detail, std::int64_t calls);
Result<Spec> spec_of(const Invocation& invocation, const RunArguments& given);
Result<CallBound> worst_call(const Invocation& invocation, const RunArguments& given,
                             const std::string& kind, const std::string& detail);
Worst worst_of(const Task& task, const CallBound& call, std::int64_t calls);
std::string text_of(const Worst& worst, const CallBound& call);
void print_limits(const BudgetRequest& budget);

}  // namespace

Result<int> run_dry(const Invocation& invocation, const RunArguments& given,
                    const std::string& kind, const std::string& detail) {
  if (is_agent_cli(kind)) {
    const auto [via, model] = TRY(via_of(given));
    return print_worst(invocation, given, via, model, kUnknown);
  }
  // Self-talk goes before each act.  Each turn may be lost and made again as often as the network
  // is tried.
  const std::int64_t talk = std::int64_t{1} + std::max(given.self_talk, 0);
  const std::int64_t calls =
      product_of(product_of(kLiveRules.calls_max, talk), RetryPolicy{}.tries_max);
  if (!is_live_model(kind)) {
    fmt::print("$0: {} calls no model over the network\n", escape_for_terminal(kind));
    return kExitDone;
  }
  return print_worst(invocation, given, kind, detail, calls);
}

namespace {

// `calls` are those of one attempt.
Result<int> print_worst(const Invocation& invocation, const RunArguments& given,
                        const std::string& kind, const std::string& detail, std::int64_t calls) {
  const BudgetRequest budget = TRY(budget_request(given));
  const CallBound call = TRY(worst_call(invocation, given, kind, detail));
  TRY(check_price(given, detail, call.price));
  const Spec spec = TRY(spec_of(invocation, given));
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("the worst case of {}, model {}; no call is "
                                                      "made",
                                                      kind, escape_for_terminal(detail))));
  Worst all{0, 0, 0};
  for (const Task& task : spec.tasks) {
    const Worst worst = worst_of(task, call, calls);
    all = {sum_of(all.calls, worst.calls), sum_of(all.tokens, worst.tokens),
           sum_of(all.picodollars, worst.picodollars)};
    fmt::print("  {:<20} {} attempts: {}\n", task.id.value, task.budget.attempts_max,
               text_of(worst, call));
  }
  fmt::print("  {:<20} {}\n", "in all", text_of(all, call));
  print_limits(budget);
  return kExitDone;
}

Result<Spec> spec_of(const Invocation& invocation, const RunArguments& given) {
  if (!given.spec.empty()) {
    const CheckTable table = TRY(load_checks(invocation.tools));
    return load_sound_spec(given.spec, known_checks(table));
  }
  if (given.campaign.empty()) {
    return Error{ErrorKind::usage, "--dry-run needs --spec DIR or --campaign NAME"};
  }
  const Recording recording = TRY(find_log(invocation, given.campaign));
  return pinned_spec(invocation, recording);
}

// A whole context in, and the longest reply out; 0 where nobody knows.
Result<CallBound> worst_call(const Invocation& invocation, const RunArguments& given,
                             const std::string& kind, const std::string& detail) {
  ModelChoice choice{kind, detail};
  choice.table = invocation.tools.share / "models.yaml";
  choice.own_rows = given.models;
  const ModelTraits traits = TRY(traits_of(choice));
  CallBound call{detail, traits.context_tokens, traits.output_tokens_max};
  if (call.output_tokens == 0) call.output_tokens = dialect_named(kind)->output_tokens_max;
  if (call.output_tokens == 0) call.output_tokens = traits.context_tokens;
  call.price = traits.price;
  return call;
}

Worst worst_of(const Task& task, const CallBound& call, std::int64_t calls) {
  Worst worst;
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
  if (call.price && worst.picodollars == kUnknown) money = "more than $9 million";
  const std::string calls = worst.calls == kUnknown ? "as many calls as it makes"
                                                    : fmt::format("at most {} calls", worst.calls);
  if (worst.tokens == kUnknown && worst.calls == kUnknown) {
    return calls + ": only a budget or `tokens_max` of the spec bounds it";
  }
  if (worst.tokens == kUnknown) {
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

}  // namespace
}  // namespace wright
