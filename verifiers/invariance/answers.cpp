#include "answers.h"

#include <fmt/format.h>

#include <cstring>

#include "base/text.h"
#include "grader/seat.h"

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kReplyBytes = std::size_t{64} << 20U;

Result<Execution> ask(Seat& seat, const Program& program, const std::vector<std::size_t>& bounds);
int line_of(const Question& question, std::size_t answer);
std::optional<std::string> differs(const Reply& was, const Reply& is);
std::optional<std::string> differs(const Value& was, const Value& is);
std::optional<std::string> differs(const Tensor& was, const Tensor& is);
bool same_bits(const std::vector<double>& was, const std::vector<double>& is);
std::string text_of(const Reply& reply);

}  // namespace

Result<AnswerSet> answers_of(const StartHost& start, const std::vector<Question>& questions,
                             const Asking& asking) {
  Deadlines deadlines;
  deadlines.reply = asking.deadline;
  Seat seat(start, deadlines);
  AnswerSet answered;
  answered.runs.resize(questions.size());
  answered.took.resize(questions.size());
  std::size_t bytes = 0;
  for (const std::size_t i : asking.order) {
    if (bytes >= kRepliesBytesMax) break;
    const Question& question = questions[i];
    const std::vector<std::size_t> any(question.program.answers, kReplyBytes);
    for (int before = 0; before < asking.calls_before; ++before) {
      TRY(ask(seat, question.before.at(static_cast<std::size_t>(before)), any));
    }
    const steady_clock::time_point began = steady_clock::now();
    const auto& bounds = asking.bounds.empty() ? any : asking.bounds.at(i);
    answered.runs[i] = TRY(ask(seat, question.program, bounds));
    for (const std::size_t more : bytes_of(answered.runs[i])) bytes += more;
    answered.took[i] = std::chrono::ceil<milliseconds>(steady_clock::now() - began);
  }
  const std::optional<Violation> end = TRY(seat.leave());
  if (end && !asking.order.empty()) answered.runs[asking.order.back()].violation = end;
  answered.isolation = seat.isolation();
  return answered;
}

std::vector<std::size_t> bytes_of(const Execution& run) {
  std::vector<std::size_t> bytes;
  for (const Reply& reply : run.answers) {
    const auto* value = std::get_if<Value>(&reply);
    const auto* tensor = value != nullptr ? std::get_if<Tensor>(value) : nullptr;
    bytes.push_back(tensor != nullptr ? tensor->bytes.size() : 0);
  }
  return bytes;
}

std::optional<Difference> difference(const Question& question, const Execution& was,
                                     const Execution& is) {
  if (is.violation != was.violation) {
    const std::string what = is.violation ? is.violation->message : "the host lives on";
    return Difference{is.line == 0 ? question.one.line : is.line, what};
  }
  for (std::size_t i = 0; i < was.answers.size(); ++i) {
    if (auto what = differs(was.answers[i], is.answers[i])) {
      return Difference{line_of(question, i), *std::move(what)};
    }
  }
  if (was.refused == is.refused) return std::nullopt;
  return Difference{question.one.line, "other calls are refused, or by other words"};
}

namespace {

Result<Execution> ask(Seat& seat, const Program& program, const std::vector<std::size_t>& bounds) {
  std::optional<Execution> run = TRY(seat.run(program, bounds));
  if (run) return *std::move(run);
  Execution none;
  none.violation = Violation{"host.gone", "not asked: the host had fallen too often before"};
  return none;
}

int line_of(const Question& question, std::size_t answer) {
  for (const Step& step : question.program.steps) {
    const auto* asked = std::get_if<AskStep>(&step.what);
    if (asked != nullptr && asked->answer == answer) return step.line;
  }
  return question.one.line;
}

std::optional<std::string> differs(const Reply& was, const Reply& is) {
  const auto* before = std::get_if<Value>(&was);
  const auto* now = std::get_if<Value>(&is);
  if (before != nullptr && now != nullptr) return differs(*before, *now);
  if (before == nullptr && now == nullptr && was == is) return std::nullopt;
  return fmt::format("{}, was {}", text_of(is), text_of(was));
}

std::optional<std::string> differs(const Value& was, const Value& is) {
  const auto* before = std::get_if<Tensor>(&was);
  const auto* now = std::get_if<Tensor>(&is);
  if (before != nullptr && now != nullptr) return differs(*before, *now);
  bool is_same = was == is;
  if (was.index() == is.index() && std::holds_alternative<double>(was)) {
    is_same = same_bits({std::get<double>(was)}, {std::get<double>(is)});
  } else if (was.index() == is.index() && std::holds_alternative<std::vector<double>>(was)) {
    is_same = same_bits(std::get<std::vector<double>>(was), std::get<std::vector<double>>(is));
  }
  if (is_same) return std::nullopt;
  return fmt::format("{}, was {}", to_text(is), to_text(was));
}

std::optional<std::string> differs(const Tensor& was, const Tensor& is) {
  if (was == is) return std::nullopt;
  if (was.dtype != is.dtype || was.sizes != is.sizes || was.wide != is.wide) {
    return fmt::format("{}, was {}", to_text(Value(is)), to_text(Value(was)));
  }
  const std::size_t width = was.wide ? 8 : Dtype(was.dtype).bytes();
  std::int64_t first = 0;
  std::int64_t wrong = 0;
  for (std::int64_t i = count_of(was.sizes); i-- > 0;) {
    const std::size_t at = static_cast<std::size_t>(i) * width;
    if (was.bytes.compare(at, width, is.bytes, at, width) == 0) continue;
    first = i;
    ++wrong;
  }
  std::string now = number_text(element(is, first));
  std::string before = number_text(element(was, first));
  if (now == before) {
    const std::size_t at = static_cast<std::size_t>(first) * width;
    now += " (bytes " + hex_of(is.bytes.substr(at, width)) + ")";
    before += " (bytes " + hex_of(was.bytes.substr(at, width)) + ")";
  }
  return fmt::format("element {} of {}: {}, was {}; {} of {} elements differ", first,
                     to_text(Value(was)), now, before, wrong, count_of(was.sizes));
}

bool same_bits(const std::vector<double>& was, const std::vector<double>& is) {
  return was.size() == is.size() &&
         (was.empty() || std::memcmp(was.data(), is.data(), was.size() * sizeof(double)) == 0);
}

std::string text_of(const Reply& reply) {
  if (const auto* value = std::get_if<Value>(&reply)) return to_text(*value);
  if (const auto* threw = std::get_if<Threw>(&reply)) {
    return fmt::format("threw \"{}\"", escape_for_terminal(head_and_tail(threw->message, 120)));
  }
  return "not supported";
}

}  // namespace
}  // namespace wright
