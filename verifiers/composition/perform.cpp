#include "composition/perform.h"

#include <fmt/format.h>

#include "base/text.h"

namespace wright {

Result<Reply> prepare(Host& host, const Work& work) {
  Reply reply = TRY(host.hello());
  for (const Step& step : work.setup) {
    if (!std::holds_alternative<Value>(reply)) return reply;
    reply = TRY(host.perform(step, 0));
  }
  return reply;
}

Result<Reply> perform(Host& host, const Work& work) {
  Reply reply = work.times == 1 ? TRY(host.perform(Step{work.call}))
                                : TRY(host.chain(work.call.to.front(), work.times, work.call));
  if (!std::holds_alternative<Value>(reply)) return reply;
  return host.perform(Step{AskStep{"read", work.call.to, 0}});
}

std::optional<Uncounted> stumble_of(const Reply& reply) {
  if (const auto* violation = std::get_if<Violation>(&reply)) {
    return Uncounted{violation->rule, violation->message};
  }
  if (const auto* threw = std::get_if<Threw>(&reply)) {
    const std::string message = escape_for_terminal(head_and_tail(threw->message, 200));
    return Uncounted{"composition.threw", fmt::format("it threw \"{}\"", message)};
  }
  if (std::holds_alternative<Unsupported>(reply)) {
    return Uncounted{"composition.unsupported", "the host does not have the op"};
  }
  return std::nullopt;
}

}  // namespace wright
