#include "gradcheck/gradient.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "grader/compare.h"

namespace wright {
namespace {

// The cube root of the rounding error of fp64, where the error of a central
// difference is least.
constexpr double kStep = 6.0e-6;

// A call with everything that its gradients need.
struct Derivation {
  Program forward;                  // Ends in reading the result.
  std::vector<std::size_t> inputs;  // Steps of `forward` that make an f64 tensor.
  int result = 0;                   // Its register.
  int free = 0;                     // The first free register.
};

class Deriving {
 public:
  Deriving(const Grading& grading, const Case& one, const GradientCheck& check, Seat& candidate,
           Seat& oracle)
      : grading_(grading), case_(one), check_(check), candidate_(candidate), oracle_(oracle) {}

  Result<Graded> run();

 private:
  Result<Derivation> derivation() const;
  Result<Tensor> forward(const Program& program);
  Program backward(const Derivation& derivation, const TensorLiteral& cotangent) const;
  Result<void> compare_input(const Derivation& derivation, std::size_t number,
                             const Tensor& cotangent, const Tensor& gradient);
  Result<double> difference(const Derivation& derivation, std::size_t step, std::int64_t i,
                            const Tensor& cotangent);
  void found(const std::string& rule, const std::string& message);
  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, fmt::format("{}: {}: {}", case_.file, case_.name, what)};
  }

  const Grading& grading_;
  const Case& case_;
  const GradientCheck& check_;
  Seat& candidate_;
  Seat& oracle_;
  Graded graded_;
};

std::vector<std::size_t> some_of(std::int64_t count, int elements_max, const std::string& key);

}  // namespace

Result<Graded> judge_gradients(const Grading& grading, const Case& one, const GradientCheck& check,
                               Seat& candidate, Seat& oracle) {
  return Deriving(grading, one, check, candidate, oracle).run();
}

namespace {

Result<Graded> Deriving::run() {
  graded_.name = grading_.check + "/" + full_name(case_);
  const Derivation derived = TRY(derivation());
  const Tensor value = TRY(forward(derived.forward));
  TensorLiteral cotangent{"f64", value.sizes, {}, Fill::normal, Layout::contiguous};
  const Program program = backward(derived, cotangent);
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  const std::optional<Execution> run = TRY(candidate_.run(program, bounds));
  if (!run) {
    found("gone", "not run: the host had fallen too often before");
  } else if (run->violation) {
    graded_.findings.push_back({run->violation->rule, Severity::error, grading_.held_out, "", 0,
                                case_.name + ": " + run->violation->message});
  } else if (!run->refused.empty()) {
    const auto* threw = std::get_if<Threw>(&run->refused.begin()->second);
    const std::string message = threw != nullptr ? threw->message : "";
    found(threw != nullptr ? "threw" : "unsupported",
          escape_for_terminal(head_and_tail("the host refuses: " + message, 200)));
  } else {
    const Tensor seed = tensor_of(program.inputs.back());
    for (std::size_t i = 0; i < derived.inputs.size(); ++i) {
      const auto& answer = std::get<Value>(run->answers.at(i + 1));
      const auto* gradient = std::get_if<Tensor>(&answer);
      if (gradient == nullptr) {
        found("kind", "a gradient is no tensor");
      } else {
        TRY(compare_input(derived, i, seed, *gradient));
      }
    }
  }
  graded_.passed = graded_.findings.empty();
  return std::move(graded_);
}

Result<Derivation> Deriving::derivation() const {
  Derivation derived;
  derived.forward = TRY(lower(case_, check_.key));
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
  if (derived.inputs.empty()) return fault("no f64 tensor to differentiate by");
  return derived;
}

Result<Tensor> Deriving::forward(const Program& program) {
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  const std::optional<Execution> run = TRY(oracle_.run(program, bounds));
  if (!run || run->violation) {
    return fault("the oracle fails: " + (run ? run->violation->message : std::string("it fell")));
  }
  const auto* value = std::get_if<Value>(&run->answers.back());
  const auto* tensor = value != nullptr ? std::get_if<Tensor>(value) : nullptr;
  if (tensor == nullptr) return fault("the oracle gives no tensor");
  return *tensor;
}

// The forward with requires_grad after each input, then the cotangent, backward
// and a read of each gradient.
Program Deriving::backward(const Derivation& derived, const TensorLiteral& cotangent) const {
  Program program;
  const auto push = [&](auto what) { program.steps.push_back({std::move(what), case_.line, 0}); };
  std::vector<int> inputs;
  for (const Step& step : derived.forward.steps) {
    program.steps.push_back(step);
    const auto* make = std::get_if<NewStep>(&step.what);
    if (make == nullptr || make->storage.dtype != "f64") continue;
    push(GradStep{"requires_grad", {make->to}});
    inputs.push_back(make->to);
  }
  program.answers = derived.forward.answers;
  int free = derived.free;
  Stream stream(check_.key + "/cotangent");
  program.inputs.push_back(storage_of(cotangent, stream));
  push(NewStep{free, program.inputs.back()});
  push(GradStep{"backward", {derived.result, free}});
  for (const int input : inputs) {
    push(GradStep{"grad", {input, ++free}});
    push(AskStep{"read", {free}, program.answers++});
  }
  return program;
}

Result<void> Deriving::compare_input(const Derivation& derived, std::size_t number,
                                     const Tensor& cotangent, const Tensor& gradient) {
  const std::size_t step = derived.inputs[number];
  const Storage& input = std::get<NewStep>(derived.forward.steps[step].what).storage;
  if (gradient.sizes != input.sizes || gradient.dtype != "f64" || gradient.wide) {
    found("shape", fmt::format("gradient {} is {}, want f64{}", number, to_text(Value(gradient)),
                               sizes_text(input.sizes)));
    return {};
  }
  const std::string key = fmt::format("{}/elements/{}", check_.key, number);
  for (const std::size_t i : some_of(count_of(input.sizes), check_.elements_max, key)) {
    const auto at = static_cast<std::int64_t>(i);
    const double want = TRY(difference(derived, step, at, cotangent));
    const double got = element(gradient, at);
    if (!compare(Value(got), Value(want), check_.tolerance)) continue;
    found("value", fmt::format("gradient {} at element {} of {}: got {}, want {}", number, i,
                               sizes_text(input.sizes), number_text(got), number_text(want)));
    return {};
  }
  return {};
}

Result<double> Deriving::difference(const Derivation& derived, std::size_t step, std::int64_t i,
                                    const Tensor& cotangent) {
  Program program = derived.forward;
  const Storage input = std::get<NewStep>(program.steps[step].what).storage;
  const double x = element(tensor_of(input), i);
  const double h = kStep * std::max(1.0, std::fabs(x));
  std::get<NewStep>(program.steps[step].what).storage = with_element(input, i, x + h);
  const Tensor above = TRY(forward(program));
  std::get<NewStep>(program.steps[step].what).storage = with_element(input, i, x - h);
  const Tensor below = TRY(forward(program));
  if (above.sizes != cotangent.sizes || below.sizes != cotangent.sizes) {
    return fault("the oracle's sizes depend on the values");
  }
  double total = 0;
  for (std::int64_t j = 0; j < count_of(cotangent.sizes); ++j) {
    total += element(cotangent, j) * (element(above, j) - element(below, j));
  }
  return total / ((x + h) - (x - h));
}

void Deriving::found(const std::string& rule, const std::string& message) {
  graded_.findings.push_back({grading_.check + "." + rule, Severity::error, grading_.held_out, "",
                              0, case_.name + ": " + message});
}

std::vector<std::size_t> some_of(std::int64_t count, int elements_max, const std::string& key) {
  Stream stream(key);
  std::vector<std::size_t> order = shuffled(static_cast<std::size_t>(count), stream);
  order.resize(std::min(order.size(), static_cast<std::size_t>(elements_max)));
  return order;
}

}  // namespace
}  // namespace wright
