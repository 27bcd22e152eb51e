#include "gradcheck/derivation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace wright {

const Storage& Derivation::storage(std::size_t number) const {
  return std::get<NewStep>(forward.steps[inputs[number]].what).storage;
}

int Derivation::reg(std::size_t number) const {
  return std::get<NewStep>(forward.steps[inputs[number]].what).to;
}

Result<Derivation> derivation_of(const Case& one, const std::string& key) {
  Derivation derived;
  derived.forward = TRY(lower(one, key));
  for (std::size_t i = 0; i < derived.forward.steps.size(); ++i) {
    const auto& what = derived.forward.steps[i].what;
    if (const auto* make = std::get_if<NewStep>(&what)) {
      derived.free = std::max(derived.free, make->to + 1);
      if (make->storage.dtype == "f64") derived.inputs.push_back(i);
    } else if (const auto* call = std::get_if<CallStep>(&what)) {
      for (const int to : call->to) derived.free = std::max(derived.free, to + 1);
    } else if (const auto* question = std::get_if<AskStep>(&what)) {
      derived.result = question->of.front();
    }
  }
  if (derived.inputs.empty()) return derivation_fault(one, "no f64 tensor to differentiate by");
  return derived;
}

Program requiring(const Derivation& derivation) {
  Program program;
  program.answers = derivation.forward.answers;
  for (const Step& step : derivation.forward.steps) {
    program.steps.push_back(step);
    const auto* make = std::get_if<NewStep>(&step.what);
    if (make == nullptr || make->storage.dtype != "f64") continue;
    program.steps.push_back({GradStep{"requires_grad", {make->to}}, step.line, 0});
  }
  return program;
}

Result<Tensor> oracle_value(const Case& one, Seat& oracle, const Program& program) {
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  const std::optional<Execution> run = TRY(oracle.run(program, bounds));
  if (!run || run->violation) {
    return derivation_fault(
        one, "the oracle fails: " + (run ? run->violation->message : std::string("it fell")));
  }
  const auto* value = std::get_if<Value>(&run->answers.back());
  const auto* tensor = value != nullptr ? std::get_if<Tensor>(value) : nullptr;
  if (tensor == nullptr) return derivation_fault(one, "the oracle gives no tensor");
  return *tensor;
}

Result<std::optional<std::vector<Value>>> candidate_answers(const Grading& grading, const Case& one,
                                                            const Program& program, Seat& candidate,
                                                            Graded& graded) {
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  const std::optional<Execution> run = TRY(candidate.run(program, bounds));
  std::optional<std::vector<Value>> answers;
  if (!run) {
    add_finding(grading, one, "gone", "not run: the host had fallen too often before", graded);
  } else if (run->violation) {
    graded.findings.push_back({run->violation->rule, Severity::error, grading.held_out, "", 0,
                               one.name + ": " + run->violation->message});
  } else if (!run->refused.empty()) {
    const auto* threw = std::get_if<Threw>(&run->refused.begin()->second);
    const std::string message = threw != nullptr ? threw->message : "";
    add_finding(grading, one, threw != nullptr ? "threw" : "unsupported",
                escape_for_terminal(head_and_tail("the host refuses: " + message, 200)), graded);
  } else {
    answers.emplace();
    for (const Reply& reply : run->answers) answers->push_back(std::get<Value>(reply));
  }
  return answers;
}

const Tensor* derivative_in(const Grading& grading, const Case& one, const Value& answer,
                            const Sizes& sizes, const std::string& what, Graded& graded) {
  const auto* tensor = std::get_if<Tensor>(&answer);
  if (tensor == nullptr) {
    add_finding(grading, one, "kind", what + " is no tensor", graded);
    return nullptr;
  }
  if (tensor->sizes == sizes && tensor->dtype == "f64" && !tensor->wide) return tensor;
  add_finding(grading, one, "shape",
              fmt::format("{} is {}, want f64{}", what, to_text(answer), sizes_text(sizes)),
              graded);
  return nullptr;
}

void add_finding(const Grading& grading, const Case& one, const std::string& rule,
                 const std::string& message, Graded& graded) {
  graded.findings.push_back({grading.check + "." + rule, Severity::error, grading.held_out, "", 0,
                             one.name + ": " + message});
}

std::vector<std::size_t> some_of(std::int64_t count, int elements_max, const std::string& key) {
  Stream stream(key);
  std::vector<std::size_t> order = shuffled(static_cast<std::size_t>(count), stream);
  order.resize(std::min(order.size(), static_cast<std::size_t>(elements_max)));
  return order;
}

Error derivation_fault(const Case& one, const std::string& what) {
  return Error{ErrorKind::spec, fmt::format("{}: {}: {}", one.file, one.name, what)};
}

}  // namespace wright
