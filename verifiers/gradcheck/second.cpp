#include "gradcheck/second.h"

#include <fmt/format.h>

#include "gradcheck/second_difference.h"
#include "grader/compare.h"

namespace wright {
namespace {

class SecondDeriving {
 public:
  SecondDeriving(const Grading& grading, const Case& one, const GradientCheck& check,
                 Seat& candidate, Seat& oracle, Graded& graded)
      : grading_(grading),
        case_(one),
        check_(check),
        candidate_(candidate),
        oracle_(oracle),
        graded_(graded) {}

  Result<void> run();

 private:
  Result<void> judge_by(std::size_t first, const Sizes& result);
  Program twice(std::size_t first, const Sizes& result) const;
  Result<void> compare_input(const Direction& by, std::size_t second, const Tensor& got);

  const Grading& grading_;
  const Case& case_;
  const GradientCheck& check_;
  Seat& candidate_;
  Seat& oracle_;
  Graded& graded_;
  Derivation derived_;
};

}  // namespace

Result<void> judge_second(const Grading& grading, const Case& one, const GradientCheck& check,
                          Seat& candidate, Seat& oracle, Graded& graded) {
  return SecondDeriving(grading, one, check, candidate, oracle, graded).run();
}

namespace {

Result<void> SecondDeriving::run() {
  derived_ = TRY(derivation_of(case_, check_.key));
  const Tensor value = TRY(oracle_value(case_, oracle_, derived_.forward));
  for (std::size_t i = 0; i < derived_.inputs.size() && graded_.findings.empty(); ++i) {
    TRY(judge_by(i, value.sizes));
  }
  graded_.passed = graded_.findings.empty();
  return {};
}

Result<void> SecondDeriving::judge_by(std::size_t first, const Sizes& result) {
  const Program program = twice(first, result);
  const auto answers = TRY(candidate_answers(grading_, case_, program, candidate_, graded_));
  if (!answers) return {};
  const Direction by{first, tensor_of(program.inputs[0]), tensor_of(program.inputs[1])};
  for (std::size_t j = 0; j < derived_.inputs.size(); ++j) {
    const Tensor* got = derivative_in(
        grading_, case_, answers->at(derived_.forward.answers + j), derived_.storage(j).sizes,
        fmt::format("the second derivative by {} and {}", first, j), graded_);
    if (got != nullptr) TRY(compare_input(by, j, *got));
  }
  return {};
}

// The forward, its recorded derivative by one input, and backward from there.
Program SecondDeriving::twice(std::size_t first, const Sizes& result) const {
  Program program = requiring(derived_);
  const auto push = [&](auto what) { program.steps.push_back({std::move(what), case_.line, 0}); };
  const auto give = [&](int to, const Sizes& sizes, Fill fill, const std::string& what) {
    Stream stream(fmt::format("{}/{}/{}", check_.key, what, first));
    program.inputs.push_back(
        storage_of(TensorLiteral{"f64", sizes, {}, fill, Layout::contiguous}, stream));
    push(NewStep{to, program.inputs.back()});
  };
  int free = derived_.free;
  const int cotangent = free++;
  const int derivative = free++;
  const int along = free++;
  give(cotangent, result, Fill::normal, "cotangent");
  push(GradStep{"derivative", {derivative, derived_.result, cotangent, derived_.reg(first)}});
  give(along, derived_.storage(first).sizes, Fill::uniform, "along");
  push(GradStep{"backward", {derivative, along}});
  for (std::size_t j = 0; j < derived_.inputs.size(); ++j) {
    push(GradStep{"grad", {derived_.reg(j), free}});
    push(AskStep{"read", {free++}, program.answers++});
  }
  return program;
}

// Elements without a second difference are passed over, as long as most have one.
Result<void> SecondDeriving::compare_input(const Direction& by, std::size_t second,
                                           const Tensor& got) {
  const std::string key = fmt::format("{}/second/{}/{}", check_.key, by.first, second);
  const std::vector<std::size_t> some = some_of(count_of(got.sizes), check_.elements_max, key);
  std::size_t settled = 0;
  for (const std::size_t i : some) {
    const auto at = static_cast<std::int64_t>(i);
    const std::optional<double> wanted =
        TRY(second_difference(case_, derived_, oracle_, by, {second, at}, check_.tolerance));
    settled += wanted ? 1 : 0;
    if (!wanted || !compare(Value(element(got, at)), Value(*wanted), check_.tolerance)) continue;
    add_finding(
        grading_, case_, "second",
        fmt::format("the second derivative by {} and {} at element {} of {}: got {}, want {}",
                    by.first, second, i, sizes_text(got.sizes), number_text(element(got, at)),
                    number_text(*wanted)),
        graded_);
    return {};
  }
  if (2 * settled >= some.size()) return {};
  return derivation_fault(case_,
                          "most second differences of the oracle do not settle: keep the "
                          "data away from kinks and edges");
}

}  // namespace
}  // namespace wright
