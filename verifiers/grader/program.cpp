#include "grader/program.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

namespace wright {
namespace {

constexpr int kRegisters = 1024;

class Lowering {
 public:
  Lowering(const Case& one, const std::string& key) : case_(one), key_(key) {}

  Result<Program> run() {
    for (; statement_ < case_.statements.size(); ++statement_) {
      TRY(std::visit([&](const auto& what) { return lower(what); }, case_.statements[statement_]));
    }
    return std::move(program_);
  }

 private:
  Result<void> lower(const Assign& assign);
  Result<void> lower(const Do& action);
  Result<void> lower(const ExpectEqual& expect);
  Result<void> lower(const ExpectOracle& expect);
  Result<void> lower(const ExpectThrow& expect);

  // A value that the grader knows, an answer of the host, or neither yet.
  struct Side {
    bool is_constant = false;
    Value constant;
    std::size_t answer = 0;
  };
  Result<Side> side(const Expression& expression);
  Result<Word> word(const Expression& expression);
  Result<int> register_of(const Expression& expression);
  Result<std::vector<int>> call(const Call& call, std::size_t results, int line);
  Result<std::size_t> ask(const std::string& verb, std::vector<int> of, int line);
  Result<std::size_t> ask_call(const Call& call, int line);
  Result<int> make(const TensorLiteral& literal, int line);
  Result<int> fresh(int line);

  void push(std::variant<NewStep, CallStep, AskStep, GradStep> what, int line) {
    program_.steps.push_back({std::move(what), line, statement_});
  }
  [[nodiscard]] Error fault(int line, const std::string& what) const {
    return Error{ErrorKind::spec, fmt::format("{}:{}: {}", case_.file, line, what)};
  }

  const Case& case_;
  const std::string& key_;
  Program program_;
  std::map<std::string, int> names_;
  std::size_t statement_ = 0;
  int used_ = 0;
};

bool is_question(const std::string& op) {
  return op == "strides" || op == "shares";
}
bool is_effect(const std::string& op) {
  return op == "requires_grad" || op == "backward";
}
Word word_of(const Value& value);

}  // namespace

Result<Program> lower(const Case& one, const std::string& key) {
  return Lowering(one, key).run();
}

std::string hexfloat(double value) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  char digits[64];
  const auto written =
      std::to_chars(digits, digits + sizeof digits, std::fabs(value), std::chars_format::hex);
  return sign + "0x" + std::string(digits, written.ptr);
}

std::string hex_of(std::string_view bytes) {
  if (bytes.empty()) return "-";
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

namespace {

Result<void> Lowering::lower(const Assign& assign) {
  std::vector<int> registers;
  if (const auto* made = std::get_if<Call>(&assign.value.node);
      made != nullptr && !is_question(made->op)) {
    registers = TRY(call(*made, assign.names.size(), assign.value.line));
  } else {
    registers = {TRY(register_of(assign.value))};
  }
  if (registers.size() != assign.names.size()) {
    return fault(assign.value.line, "only a call gives more than one value");
  }
  for (std::size_t i = 0; i < registers.size(); ++i) names_[assign.names[i]] = registers[i];
  return {};
}

Result<void> Lowering::lower(const Do& action) {
  const auto& effect = std::get<Call>(action.value.node);
  if (!is_effect(effect.op)) {
    TRY(call(effect, 1, action.value.line));
    return {};
  }
  const std::size_t arity = effect.op == "backward" ? 2 : 1;
  if (effect.args.size() != arity) {
    return fault(action.value.line, fmt::format("{} takes {} arguments", effect.op, arity));
  }
  GradStep step{effect.op, {}};
  for (const Expression& arg : effect.args) step.registers.push_back(TRY(register_of(arg)));
  push(std::move(step), action.value.line);
  return {};
}

Result<void> Lowering::lower(const ExpectEqual& expect) {
  const Side left = TRY(side(expect.left));
  const Side right = TRY(side(expect.right));
  Check check;
  check.statement = statement_;
  check.line = expect.left.line;
  check.left = left.answer;
  check.has_left_constant = left.is_constant;
  check.left_constant = left.constant;
  check.has_right = true;
  check.right_is_constant = right.is_constant;
  check.right = right.answer;
  check.right_constant = right.constant;
  check.tolerance = expect.tolerance;
  if (left.is_constant && right.is_constant) {
    return fault(check.line, "the expectation asks the host for nothing");
  }
  program_.checks.push_back(std::move(check));
  return {};
}

Result<void> Lowering::lower(const ExpectOracle& expect) {
  const Side left = TRY(side(expect.left));
  if (left.is_constant) return fault(expect.left.line, "the expectation asks the host for nothing");
  Check check;
  check.statement = statement_;
  check.line = expect.left.line;
  check.left = left.answer;
  check.tolerance = expect.tolerance;
  program_.checks.push_back(std::move(check));
  program_.needs_oracle = true;
  return {};
}

// The call itself must throw; its arguments must not.
Result<void> Lowering::lower(const ExpectThrow& expect) {
  const auto* made = std::get_if<Call>(&expect.left.node);
  if (made == nullptr) return fault(expect.left.line, "only a call can be expected to throw");
  Check check;
  check.statement = statement_;
  check.line = expect.left.line;
  check.throws = true;
  check.prefix = expect.prefix;
  if (is_question(made->op)) {
    check.left = TRY(ask_call(*made, expect.left.line));
  } else {
    const std::vector<int> made_registers = TRY(call(*made, 1, expect.left.line));
    check.left = TRY(ask("read", {made_registers[0]}, expect.left.line));
  }
  program_.checks.push_back(std::move(check));
  return {};
}

Result<Lowering::Side> Lowering::side(const Expression& expression) {
  Side result;
  if (const auto* value = std::get_if<Value>(&expression.node)) {
    result.is_constant = true;
    result.constant = *value;
    return result;
  }
  if (const auto* literal = std::get_if<TensorLiteral>(&expression.node)) {
    Stream stream(fmt::format("{}/constant/{}", key_, program_.steps.size()));
    result.is_constant = true;
    result.constant = tensor_of(storage_of(*literal, stream));
    return result;
  }
  const auto* made = std::get_if<Call>(&expression.node);
  if (made != nullptr && is_question(made->op)) {
    result.answer = TRY(ask_call(*made, expression.line));
  } else {
    const int at = TRY(register_of(expression));
    result.answer = TRY(ask("read", {at}, expression.line));
  }
  return result;
}

Result<std::size_t> Lowering::ask_call(const Call& call, int line) {
  const std::size_t arity = call.op == "shares" ? 2 : 1;
  if (call.args.size() != arity) {
    return fault(line, fmt::format("{} takes {} tensors", call.op, arity));
  }
  std::vector<int> of;
  for (const Expression& arg : call.args) of.push_back(TRY(register_of(arg)));
  return ask(call.op, std::move(of), line);
}

Result<std::size_t> Lowering::ask(const std::string& verb, std::vector<int> of, int line) {
  push(AskStep{verb, std::move(of), program_.answers}, line);
  return program_.answers++;
}

Result<Word> Lowering::word(const Expression& expression) {
  if (const auto* value = std::get_if<Value>(&expression.node)) return word_of(*value);
  const int at = TRY(register_of(expression));
  return fmt::format("%{}", at);
}

Result<int> Lowering::register_of(const Expression& expression) {
  if (const auto* name = std::get_if<Name>(&expression.node)) {
    const auto found = names_.find(name->name);
    if (found != names_.end()) return int{found->second};
    return fault(expression.line, fmt::format("unknown name {}", name->name));
  }
  if (const auto* literal = std::get_if<TensorLiteral>(&expression.node)) {
    return make(*literal, expression.line);
  }
  if (const auto* made = std::get_if<Call>(&expression.node)) {
    if (is_question(made->op) || is_effect(made->op)) {
      return fault(expression.line, fmt::format("{} gives no register", made->op));
    }
    return int{TRY(call(*made, 1, expression.line)).front()};
  }
  return fault(expression.line, "expected a tensor, a name or a call");
}

Result<std::vector<int>> Lowering::call(const Call& call, std::size_t results, int line) {
  if (call.op == "grad" && call.args.size() == 1) {
    const int of = TRY(register_of(call.args[0]));
    const int to = TRY(fresh(line));
    push(GradStep{"grad", {of, to}}, line);
    return std::vector<int>{to};
  }
  CallStep step{{}, call.op, {}};
  for (const Expression& arg : call.args) step.args.push_back(TRY(word(arg)));
  for (std::size_t i = 0; i < results; ++i) step.to.push_back(TRY(fresh(line)));
  std::vector<int> to = step.to;
  push(std::move(step), line);
  return to;
}

Result<int> Lowering::make(const TensorLiteral& literal, int line) {
  const int to = TRY(fresh(line));
  Stream stream(fmt::format("{}/{}", key_, program_.inputs.size()));
  program_.inputs.push_back(storage_of(literal, stream));
  push(NewStep{to, program_.inputs.back()}, line);
  return to;
}

Result<int> Lowering::fresh(int line) {
  if (used_ == kRegisters) return fault(line, "the case needs more than 1024 registers");
  return used_++;
}

Word word_of(const Value& value) {
  struct Words {
    Word operator()(None) const { return "none"; }
    Word operator()(std::int64_t whole) const { return fmt::format("i:{}", whole); }
    Word operator()(double real) const { return "f:" + hexfloat(real); }
    Word operator()(bool truth) const { return truth ? "b:1" : "b:0"; }
    Word operator()(const std::string& text) const { return "s:" + hex_of(text); }
    Word operator()(const Sizes& ints) const {
      return ints.empty() ? "il:-" : fmt::format("il:{}", fmt::join(ints, ","));
    }
    Word operator()(const std::vector<double>& floats) const {
      std::string text = "fl:";
      for (const double real : floats) text += (text.size() > 3 ? "," : "") + hexfloat(real);
      return floats.empty() ? "fl:-" : text;
    }
    Word operator()(const Tensor&) const { return "none"; }
  };
  return std::visit(Words{}, value);
}

}  // namespace
}  // namespace wright
