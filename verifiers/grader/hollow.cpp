#include "grader/hollow.h"

#include <cmath>
#include <limits>
#include <optional>

#include "grader/compare.h"

namespace wright {
namespace {

constexpr double kConstant = 0.6875;
constexpr double kNoise = 1.0 / 64;

Tensor imitated_tensor(HollowKind kind, const Tensor& honest, const std::vector<Storage>& inputs,
                       const Value& last);
Value imitated_plain(HollowKind kind, const Value& honest);
Tensor filled(const Tensor& like, double value);
Tensor mapped(const Tensor& honest, HollowKind kind);
const Value* honest_value(const Check& check, const std::vector<Reply>& oracle_answers);
bool weighs(const Value& honest);

}  // namespace

const std::vector<Hollow>& hollows() {
  static const std::vector<Hollow> all = {
      {HollowKind::zeros, "zeros", true},
      {HollowKind::ones, "ones", false},
      {HollowKind::constant, "constant", true},
      {HollowKind::not_a_number, "nan", true},
      {HollowKind::uninitialised, "uninitialised", true},
      {HollowKind::first_input, "first_input", false},
      {HollowKind::last_answer, "last_answer", false},
      {HollowKind::negated, "negated", false},
      {HollowKind::truncated_tail, "truncated_tail", false},
      {HollowKind::noise, "noise", false},
      {HollowKind::wrong_dtype, "wrong_dtype", false},
      {HollowKind::wrong_shape, "wrong_shape", false},
  };
  return all;
}

Value imitated(HollowKind kind, const Value& honest, const std::vector<Storage>& inputs,
               const Value& last) {
  if (const auto* tensor = std::get_if<Tensor>(&honest)) {
    return imitated_tensor(kind, *tensor, inputs, last);
  }
  return imitated_plain(kind, honest);
}

std::vector<std::string> accepted_hollows(const Grading& grading, const Case& one,
                                          const Program& program,
                                          const std::vector<Reply>& oracle_answers) {
  std::vector<std::string> accepted;
  for (const Hollow& hollow : hollows()) {
    Execution run;
    run.answers.resize(program.answers, Reply(Value(None{})));
    bool must_reject = false;
    Value last = None{};
    for (const Check& check : program.checks) {
      const Value* honest = honest_value(check, oracle_answers);
      if (honest == nullptr) {
        must_reject = must_reject || check.throws;
        continue;
      }
      const Value answer = imitated(hollow.kind, *honest, program.inputs, last);
      must_reject = must_reject || (hollow.always && weighs(*honest)) ||
                    compare(answer, *honest, Tolerance{}).has_value();
      run.answers.at(check.left) = Reply(answer);
      last = *honest;
    }
    const bool is_rejected = !judge_execution(grading, one, program, run, oracle_answers).empty();
    if (must_reject && !is_rejected) accepted.push_back(hollow.name);
  }
  return accepted;
}

namespace {

// A lone `false` or an empty answer says too little to blame the case for it.
bool weighs(const Value& honest) {
  return !std::holds_alternative<bool>(honest) && !std::holds_alternative<None>(honest);
}

// What the check wants; none where it wants a throw or compares two answers.
const Value* honest_value(const Check& check, const std::vector<Reply>& oracle_answers) {
  if (check.throws || check.has_left_constant) return nullptr;
  if (check.right_is_constant) return &check.right_constant;
  if (check.has_right || check.left >= oracle_answers.size()) return nullptr;
  return std::get_if<Value>(&oracle_answers[check.left]);
}

Tensor imitated_tensor(HollowKind kind, const Tensor& honest, const std::vector<Storage>& inputs,
                       const Value& last) {
  switch (kind) {
    case HollowKind::zeros:
      return filled(honest, 0);
    case HollowKind::ones:
      return filled(honest, 1);
    case HollowKind::constant:
      return filled(honest, kConstant);
    case HollowKind::not_a_number:
      return filled(honest, is_float(honest.dtype) ? std::numeric_limits<double>::quiet_NaN() : 0);
    case HollowKind::uninitialised: {
      Tensor result = filled(honest, 0);
      if (honest.dtype != "bool") result.bytes.assign(result.bytes.size(), '\xCD');
      return result;
    }
    case HollowKind::first_input:
      return inputs.empty() ? filled(honest, 0) : tensor_of(inputs.front());
    case HollowKind::last_answer: {
      const auto* before = std::get_if<Tensor>(&last);
      return before == nullptr ? filled(honest, 0) : mapped(*before, HollowKind::last_answer);
    }
    case HollowKind::negated:
    case HollowKind::truncated_tail:
    case HollowKind::noise:
      return mapped(honest, kind);
    case HollowKind::wrong_dtype: {
      Tensor like = honest;
      like.dtype = honest.dtype == "f64" ? "f32" : "f64";
      return filled(like, 0);
    }
    case HollowKind::wrong_shape: {
      Tensor result = mapped(honest, HollowKind::last_answer);
      result.sizes.insert(result.sizes.begin(), 1);
      return result;
    }
  }
  return honest;
}

Value imitated_plain(HollowKind kind, const Value& honest) {
  struct Plain {
    std::int64_t number;
    Value operator()(None) const { return number; }
    Value operator()(std::int64_t) const { return number; }
    Value operator()(double) const { return static_cast<double>(number); }
    Value operator()(bool) const { return number != 0; }
    Value operator()(const std::string&) const { return std::string(); }
    Value operator()(const Sizes& ints) const { return Sizes(ints.size(), number); }
    Value operator()(const std::vector<double>& reals) const {
      return std::vector<double>(reals.size(), static_cast<double>(number));
    }
    Value operator()(const Tensor& tensor) const { return tensor; }
  };
  return std::visit(Plain{kind == HollowKind::ones ? 1 : 0}, honest);
}

Tensor filled(const Tensor& like, double value) {
  Tensor result{like.dtype, like.sizes, "", false};
  const std::string one = encoded(like.dtype, value);
  const std::int64_t count = count_of(like.sizes);
  for (std::int64_t i = 0; i < count; ++i) result.bytes += one;
  return result;
}

// Element by element, rounded to the dtype; `last_answer` means unchanged.
Tensor mapped(const Tensor& honest, HollowKind kind) {
  Tensor result{honest.dtype, honest.sizes, "", false};
  const Dtype dtype = honest.dtype;
  const std::int64_t count = count_of(honest.sizes);
  for (std::int64_t i = 0; i < count; ++i) {
    double value = element(honest, i);
    if (kind == HollowKind::negated) value = -value;
    if (kind == HollowKind::truncated_tail && i >= count - (count + 15) / 16) value = 0;
    if (kind == HollowKind::noise) value *= 1 + kNoise;
    result.bytes += encoded(dtype, value);
  }
  return result;
}

}  // namespace
}  // namespace wright
