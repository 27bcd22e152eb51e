#include "gradcheck/gradient.h"

#include <fmt/format.h>

#include <cmath>

#include "grader/compare.h"

namespace wright {
namespace {

// The cube root of the rounding error of fp64, where the error of a central
// difference is least.
constexpr double kFirstStep = 6.0e-6;

class Deriving {
 public:
  Deriving(const Grading& grading, const Case& one, const GradientCheck& check, Seat& candidate,
           Seat& oracle)
      : grading_(grading), case_(one), check_(check), candidate_(candidate), oracle_(oracle) {}

  Result<Graded> run();

 private:
  Program backward(const Derivation& derivation, const TensorLiteral& cotangent) const;
  Result<void> compare_input(const Derivation& derivation, std::size_t number,
                             const Tensor& cotangent, const Tensor& gradient);
  Result<double> difference(const Derivation& derivation, std::size_t step, std::int64_t i,
                            const Tensor& cotangent);

  const Grading& grading_;
  const Case& case_;
  const GradientCheck& check_;
  Seat& candidate_;
  Seat& oracle_;
  Graded graded_;
};

}  // namespace

Result<Graded> judge_gradients(const Grading& grading, const Case& one, const GradientCheck& check,
                               Seat& candidate, Seat& oracle) {
  return Deriving(grading, one, check, candidate, oracle).run();
}

namespace {

Result<Graded> Deriving::run() {
  graded_.name = grading_.check + "/" + full_name(case_);
  const Derivation derived = TRY(derivation_of(case_, check_.key));
  const Tensor value = TRY(oracle_value(case_, oracle_, derived.forward));
  const TensorLiteral cotangent{"f64", value.sizes, {}, Fill::normal, Layout::contiguous};
  const Program program = backward(derived, cotangent);
  const auto answers = TRY(candidate_answers(grading_, case_, program, candidate_, graded_));
  const Tensor seed = tensor_of(program.inputs.back());
  for (std::size_t i = 0; answers && i < derived.inputs.size(); ++i) {
    const Tensor* gradient =
        derivative_in(grading_, case_, answers->at(i + 1), derived.storage(i).sizes,
                      fmt::format("gradient {}", i), graded_);
    if (gradient != nullptr) TRY(compare_input(derived, i, seed, *gradient));
  }
  graded_.passed = graded_.findings.empty();
  return std::move(graded_);
}

// The forward, then the cotangent, backward and a read of each gradient.
Program Deriving::backward(const Derivation& derived, const TensorLiteral& cotangent) const {
  Program program = requiring(derived);
  const auto push = [&](auto what) { program.steps.push_back({std::move(what), case_.line, 0}); };
  int free = derived.free;
  Stream stream(check_.key + "/cotangent");
  program.inputs.push_back(storage_of(cotangent, stream));
  push(NewStep{free, program.inputs.back()});
  push(GradStep{"backward", {derived.result, free}});
  for (std::size_t i = 0; i < derived.inputs.size(); ++i) {
    push(GradStep{"grad", {derived.reg(i), ++free}});
    push(AskStep{"read", {free}, program.answers++});
  }
  return program;
}

Result<void> Deriving::compare_input(const Derivation& derived, std::size_t number,
                                     const Tensor& cotangent, const Tensor& gradient) {
  const Sizes& sizes = derived.storage(number).sizes;
  const std::string key = fmt::format("{}/elements/{}", check_.key, number);
  for (const std::size_t i : some_of(count_of(sizes), check_.elements_max, key)) {
    const auto at = static_cast<std::int64_t>(i);
    const double want = TRY(difference(derived, derived.inputs[number], at, cotangent));
    const double got = element(gradient, at);
    if (!compare(Value(got), Value(want), check_.tolerance)) continue;
    add_finding(grading_, case_, "value",
                fmt::format("gradient {} at element {} of {}: got {}, want {}", number, i,
                            sizes_text(sizes), number_text(got), number_text(want)),
                graded_);
    return {};
  }
  return {};
}

Result<double> Deriving::difference(const Derivation& derived, std::size_t step, std::int64_t i,
                                    const Tensor& cotangent) {
  Program program = derived.forward;
  const Storage input = std::get<NewStep>(program.steps[step].what).storage;
  const double x = element(tensor_of(input), i);
  const double h = kFirstStep * std::max(1.0, std::fabs(x));
  std::get<NewStep>(program.steps[step].what).storage = with_element(input, i, x + h);
  const Tensor above = TRY(oracle_value(case_, oracle_, program));
  std::get<NewStep>(program.steps[step].what).storage = with_element(input, i, x - h);
  const Tensor below = TRY(oracle_value(case_, oracle_, program));
  if (above.sizes != cotangent.sizes || below.sizes != cotangent.sizes) {
    return derivation_fault(case_, "the oracle's sizes depend on the values");
  }
  double total = 0;
  for (std::int64_t j = 0; j < count_of(cotangent.sizes); ++j) {
    total += element(cotangent, j) * (element(above, j) - element(below, j));
  }
  return total / ((x + h) - (x - h));
}

}  // namespace
}  // namespace wright
