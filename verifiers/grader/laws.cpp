#include "grader/laws.h"

#include <fmt/format.h>

namespace wright {
namespace {

// The call with its holes taken, from left to right, by `args`.
class Filling {
 public:
  explicit Filling(const std::vector<Expression>& args) : args_(args) {}

  Expression fill(const Expression& pattern) {
    const auto* name = std::get_if<Name>(&pattern.node);
    if (name != nullptr && name->name == "_") {
      const std::size_t hole = holes_++;
      return hole < args_.size() ? args_[hole] : pattern;
    }
    Expression result = pattern;
    if (auto* call = std::get_if<Call>(&result.node)) {
      for (Expression& arg : call->args) arg = fill(arg);
    }
    return result;
  }

  [[nodiscard]] std::size_t holes() const { return holes_; }

 private:
  const std::vector<Expression>& args_;
  std::size_t holes_ = 0;
};

}  // namespace

const std::vector<Law>& laws() {
  static const std::vector<Law> all{
      {"linear", 1, {"f(add(x, y)) ~ add(f(x), f(y))", "f(mul(x, k)) ~ mul(f(x), k)"}},
      {"homogeneous", 1, {"f(mul(x, k)) ~ mul(f(x), k)"}},
      {"shift", 1, {"f(add(x, c)) ~ f(x)"}},
      {"idempotent", 1, {"f(f(x)) ~ f(x)"}},
      {"involution", 1, {"f(f(x)) ~ x"}},
      {"commutative", 2, {"f(x, y) ~ f(y, x)"}},
      {"associative", 2, {"f(f(x, y), z) ~ f(x, f(y, z))"}},
      {"distributive", 2, {"f(x, add(y, z)) ~ add(f(x, y), f(x, z))"}},
      {"identity", 2, {"f(x, e) ~ x"}},
      {"transpose", 2, {"transpose(f(x, y)) ~ f(transpose(y), transpose(x))"}},
      {"split_concat", 1, {"f(concat(x, y)) ~ concat(f(x), f(y))"}},
      {"permutation", 1, {"f(permute(x)) ~ permute(f(x))"}},
      {"invariant", 1, {"f(permute(x)) ~ f(x)"}},
  };
  return all;
}

Result<Expression> filled(const Expression& expression,
                          const std::map<std::string, Expression>& calls,
                          const std::string& where) {
  Expression result = expression;
  auto* call = std::get_if<Call>(&result.node);
  if (call == nullptr) return result;
  for (Expression& arg : call->args) {
    Expression inner = TRY(filled(arg, calls, where));
    arg = std::move(inner);
  }
  const auto pattern = calls.find(call->op);
  if (pattern == calls.end()) return result;
  Filling filling(call->args);
  Expression whole = filling.fill(pattern->second);
  if (filling.holes() == call->args.size()) return whole;
  return Error{ErrorKind::spec, fmt::format("{}: the call for {} has {} holes `_`, not {}", where,
                                            call->op, filling.holes(), call->args.size())};
}

}  // namespace wright
