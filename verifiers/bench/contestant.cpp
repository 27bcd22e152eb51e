#include "bench/contestant.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "bench/session_until.h"

namespace wright {

using std::chrono::steady_clock;

Result<Contestant> Contestant::start(const StartHost& start, Moment until) {
  std::unique_ptr<Session> session = TRY(start());
  auto host =
      std::make_unique<Host>(session_until(std::move(session), until), random_hex(16), Deadlines{});
  Contestant contestant(std::move(host), until);
  const Reply hello = TRY(contestant.host_->hello());
  contestant.note(hello);
  return contestant;
}

Result<Lap> Contestant::run(const Chain& chain) {
  Lap lap;
  if (stumble_) return lap;
  const Moment began = steady_clock::now();
  Reply reply = TRY(run_chain(chain));
  lap.seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
  note(reply);
  if (stumble_) return lap;
  lap.end = std::move(std::get<Value>(reply));
  TRY(drop(chain));
  return lap;
}

Result<void> Contestant::leave() {
  if (stumble_) return {};
  const Reply reply = TRY(host_->bye());
  note(reply);
  return {};
}

Result<Reply> Contestant::run_chain(const Chain& chain) {
  for (const Step& step : chain.setup) {
    Reply reply = TRY(host_->perform(step, 0));
    if (!std::holds_alternative<Value>(reply)) return reply;
  }
  Reply reply = TRY(host_->chain(chain.call.to.front(), chain.times, chain.call));
  if (!std::holds_alternative<Value>(reply)) return reply;
  return host_->perform(Step{AskStep{"read", chain.call.to, 0}}, chain.bytes_max);
}

Result<void> Contestant::drop(const Chain& chain) {
  std::vector<int> filled = chain.call.to;
  for (const Step& step : chain.setup) {
    if (const auto* make = std::get_if<NewStep>(&step.what)) filled.push_back(make->to);
    const auto* call = std::get_if<CallStep>(&step.what);
    if (call != nullptr) filled.insert(filled.end(), call->to.begin(), call->to.end());
  }
  for (const int reg : filled) {
    const Reply reply = TRY(host_->drop(reg));
    note(reply);
    if (stumble_) return {};
  }
  return {};
}

void Contestant::note(const Reply& reply) {
  if (const auto* violation = std::get_if<Violation>(&reply)) {
    stumble_ = Stumble{violation->rule, violation->message, steady_clock::now() >= until_};
  } else if (const auto* threw = std::get_if<Threw>(&reply)) {
    const std::string message = escape_for_terminal(head_and_tail(threw->message, 200));
    stumble_ = Stumble{"bench.threw", fmt::format("it threw \"{}\"", message)};
  } else if (std::holds_alternative<Unsupported>(reply)) {
    stumble_ = Stumble{"bench.unsupported", "the host does not have the op"};
  }
}

}  // namespace wright
