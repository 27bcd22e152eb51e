// `run --dry-run`: what a live run can cost at most, without a call or a campaign.
#include <fmt/format.h>

#include "base/text.h"
#include "campaign/pinned_spec.h"
#include "cli/find.h"
#include "cli/run_kinds.h"
#include "cli/worst_case.h"

namespace wright {
namespace {

Result<int> print_worst(const Invocation& invocation, const RunArguments& given,
                        const std::string& kind, const std::string& detail, std::int64_t calls);
Result<Spec> spec_of(const Invocation& invocation, const RunArguments& given);

}  // namespace

Result<int> run_dry(const Invocation& invocation, const RunArguments& given,
                    const std::string& kind, const std::string& detail) {
  if (is_agent_cli(kind)) {
    const auto [via, model] = TRY(via_of(given));
    return print_worst(invocation, given, via, model, kUnbounded);
  }
  if (!is_live_model(kind)) {
    fmt::print("$0: {} calls no model over the network\n", escape_for_terminal(kind));
    return kExitDone;
  }
  return print_worst(invocation, given, kind, detail, worst_calls(given.self_talk));
}

namespace {

// `calls` are those of one attempt.
Result<int> print_worst(const Invocation& invocation, const RunArguments& given,
                        const std::string& kind, const std::string& detail, std::int64_t calls) {
  const BudgetRequest budget = TRY(budget_request(given));
  const CallBound call = TRY(worst_call(invocation, given.models, kind, detail));
  TRY(check_price(given, detail, call.price));
  const Spec spec = TRY(spec_of(invocation, given));
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("the worst case of {}, model {}; no call is "
                                                      "made",
                                                      kind, escape_for_terminal(detail))));
  Worst all;
  for (const Task& task : spec.tasks) {
    const Worst worst = worst_of(task, call, calls);
    all.add(worst);
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

}  // namespace
}  // namespace wright
