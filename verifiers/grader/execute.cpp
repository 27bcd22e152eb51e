#include "grader/execute.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "grader/reply_words.h"

namespace wright {
namespace {

constexpr std::size_t kBoundBytesMin = std::size_t{1} << 20U;

std::vector<int> needed_by(const Step& step);
std::vector<int> filled_by(const Step& step);
bool is_refusal(const Reply& reply);

}  // namespace

Result<Execution> execute(Host& host, const Program& program,
                          const std::vector<std::size_t>& bytes_max) {
  Execution run;
  run.answers.resize(program.answers, Reply(Unsupported{}));
  std::map<int, Reply> missing;
  std::set<int> live;
  for (const Step& step : program.steps) {
    run.line = step.line;
    const auto* question = std::get_if<AskStep>(&step.what);
    Reply reply{Value(None{})};
    const std::vector<int> needed = needed_by(step);
    const auto absent = std::find_if(needed.begin(), needed.end(),
                                     [&](int reg) { return missing.count(reg) != 0; });
    if (absent != needed.end()) {
      reply = missing.at(*absent);
    } else {
      reply = TRY(host.perform(step, question != nullptr ? bytes_max.at(question->answer) : 0));
    }
    if (const auto* violation = std::get_if<Violation>(&reply)) {
      run.violation = *violation;
      return run;
    }
    if (is_refusal(reply)) run.refused.emplace(step.statement, reply);
    for (const int reg : filled_by(step)) {
      if (is_refusal(reply)) {
        missing.emplace(reg, reply);
      } else {
        live.insert(reg);
      }
    }
    if (question != nullptr) run.answers[question->answer] = std::move(reply);
  }
  for (const int reg : live) {
    const Reply reply = TRY(host.drop(reg));
    if (const auto* violation = std::get_if<Violation>(&reply)) run.violation = *violation;
  }
  return run;
}

std::vector<std::size_t> reply_bounds(const Program& program,
                                      const std::vector<Reply>& oracle_answers) {
  std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  for (const Check& check : program.checks) {
    const Value* want = check.right_is_constant ? &check.right_constant : nullptr;
    if (!check.has_right && !check.throws && check.left < oracle_answers.size()) {
      want = std::get_if<Value>(&oracle_answers[check.left]);
    }
    const auto* tensor = want != nullptr ? std::get_if<Tensor>(want) : nullptr;
    if (want == nullptr || check.has_left_constant) continue;
    const std::size_t asked = tensor != nullptr ? tensor->bytes.size() : 0;
    bounds[check.left] = std::max(kBoundBytesMin, 4 * asked);
  }
  return bounds;
}

namespace {

bool is_refusal(const Reply& reply) {
  return std::holds_alternative<Threw>(reply) || std::holds_alternative<Unsupported>(reply);
}

std::vector<int> needed_by(const Step& step) {
  if (const auto* question = std::get_if<AskStep>(&step.what)) return question->of;
  if (const auto* gradient = std::get_if<GradStep>(&step.what)) {
    const std::vector<int>& all = gradient->registers;
    if (gradient->verb == "grad") return {all.front()};
    if (gradient->verb == "derivative") return {all.begin() + 1, all.end()};
    return all;
  }
  std::vector<int> needed;
  if (const auto* call = std::get_if<CallStep>(&step.what)) {
    for (const Word& word : call->args) {
      if (word.front() == '%')
        needed.push_back(static_cast<int>(*int_of(std::string_view(word).substr(1))));
    }
  }
  return needed;
}

std::vector<int> filled_by(const Step& step) {
  if (const auto* make = std::get_if<NewStep>(&step.what)) return {make->to};
  if (const auto* call = std::get_if<CallStep>(&step.what)) return call->to;
  const auto* gradient = std::get_if<GradStep>(&step.what);
  if (gradient != nullptr && gradient->verb == "grad") return {gradient->registers.back()};
  if (gradient != nullptr && gradient->verb == "derivative") return {gradient->registers.front()};
  return {};
}

}  // namespace
}  // namespace wright
