#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "core/json.h"
#include "grader/laws.h"
#include "grader/lexer.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

using nlohmann::json;

// A law before its words are multiplied out.
struct Draft {
  std::string law;
  std::string_view equation;  // Of the table; empty where the text is an equation itself.
  std::string text;           // The spec's: an equation, or the call with holes.
};

using Data = std::map<std::string, std::string>;
using Calls = std::map<std::string, Expression>;

class LawReader {
 public:
  LawReader(const json& config, const std::string& task, const std::string& check)
      : config_(config), task_(task), where_(fmt::format("task {}, check {}", task, check)) {}

  Result<LawSweep> run();

 private:
  Result<std::vector<Draft>> drafts() const;
  Result<Law> law_named(const std::string& name) const;
  Result<void> add(const Draft& draft);
  Result<void> add_case(const Draft& draft, const std::string& text, const Data& data);
  Result<ExpectEqual> equation(const std::string& text) const;
  Result<Calls> calls(const std::string& call) const;
  Result<Expression> expression(const std::string& text) const;
  Result<void> give(const std::string& name, const Data& data, Case& one, ExpectEqual& law);

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, where_ + ": " + what};
  }

  const json& config_;
  const std::string& task_;
  std::string where_;
  std::vector<Choice> choices_;
  Tolerance tolerance_;
  Data data_;
  std::set<std::string> names_;  // Of cases.
  std::set<std::string> used_;   // Of data.
  LawSweep sweep_;
};

void collect_names(const Expression& expression, std::set<std::string>& names);
void replace_name(Expression& expression, const std::string& name, const Value& value);

}  // namespace

Result<LawSweep> laws_of(const std::string& config, const std::string& task,
                         const std::string& check) {
  const json value = TRY(parse_json(config, kConfigBytesMax));
  try {
    return LawReader(value, task, check).run();
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("task {}, check {}: {}", task, check, fault.what())};
  }
}

namespace {

Result<LawSweep> LawReader::run() {
  choices_ = TRY(choices_of(config_, where_));
  tolerance_ = TRY(tolerance_of(config_, where_));
  sweep_.repeat = TRY(repeat_of(config_, where_));
  const json with = config_.value("with", json::object());
  for (const auto& [name, value] : with.items()) data_[name] = word_for(value);
  const std::vector<Draft> all = TRY(drafts());
  for (const Draft& draft : all) TRY(add(draft));
  if (sweep_.cases.empty()) return fault("laws is empty: nothing would be asked");
  for (const auto& [name, text] : data_) {
    if (!used_.contains(name)) return fault(fmt::format("with: no law uses {}", name));
  }
  return std::move(sweep_);
}

Result<std::vector<Draft>> LawReader::drafts() const {
  std::vector<Draft> all;
  for (const json& entry : config_.at("laws")) {
    if (entry.is_string()) {
      all.push_back({"equation", "", entry.get<std::string>()});
      continue;
    }
    for (const auto& [name, call] : entry.items()) {
      const Law law = TRY(law_named(name));
      for (const std::string_view equation : law.equations) {
        all.push_back({name, equation, call.get<std::string>()});
      }
    }
  }
  return all;
}

Result<Law> LawReader::law_named(const std::string& name) const {
  std::vector<std::string> known;
  for (const Law& law : laws()) {
    if (law.name == name) return law;
    known.emplace_back(law.name);
  }
  return fault(
      fmt::format("unknown law {}; there are {}", escape_for_terminal(name), join(known, ", ")));
}

// The words of `let` are multiplied out in the text and in all data at once.
Result<void> LawReader::add(const Draft& draft) {
  std::string whole = draft.text;
  for (const auto& [name, text] : data_) whole += "\n" + text;
  if (static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n')) != data_.size()) {
    return fault("a law and each of its data stand on one line");
  }
  for (const std::string& text : multiplied(whole, choices_)) {
    const std::vector<std::string> lines = split(text, '\n');
    Data data;
    for (const auto& [name, value] : data_) data[name] = lines[data.size() + 1];
    TRY(add_case(draft, lines[0], data));
  }
  return {};
}

Result<void> LawReader::add_case(const Draft& draft, const std::string& text, const Data& data) {
  const bool is_own = draft.equation.empty();
  const Calls known = TRY(calls(is_own ? "" : text));
  ExpectEqual law = TRY(equation(is_own ? text : std::string(draft.equation)));
  law.left = TRY(filled(law.left, known, where_));
  law.right = TRY(filled(law.right, known, where_));
  std::set<std::string> names;
  collect_names(law.left, names);
  collect_names(law.right, names);
  Case one;
  one.task = task_;
  one.file = where_;
  one.name = is_own ? text : fmt::format("{} {}: {}", draft.law, text, draft.equation);
  std::vector<std::string> given;
  for (const std::string& name : names) {
    TRY(give(name, data, one, law));
    given.push_back(name + " " + data.at(name));
  }
  if (!given.empty()) one.name += " with " + join(given, ", ");
  one.statements.emplace_back(std::move(law));
  if (!names_.insert(one.name).second) return {};
  if (names_.size() > kSweepMax) return fault("more than 5000 cases");
  sweep_.cases.push_back(std::move(one));
  sweep_.names.push_back(draft.law);
  return {};
}

Result<ExpectEqual> LawReader::equation(const std::string& text) const {
  Statement statement = TRY(parse_statement(text, where_));
  auto* law = std::get_if<ExpectEqual>(&statement);
  if (law == nullptr) {
    return fault(fmt::format("\"{}\" is no equation of two sides, such as \"f(f(x)) ~ x\"", text));
  }
  const std::vector<Token> tokens = TRY(tokens_of(text, where_));
  const bool is_exact = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind == TokenKind::mark && token.text == "==";
  });
  if (law->tolerance.is_exact() && !is_exact) law->tolerance = tolerance_;
  return std::move(*law);
}

// The helpers, and `f` where a law of the table is about a call.
Result<Calls> LawReader::calls(const std::string& call) const {
  Calls known;
  const json helpers = config_.value("helpers", json::object());
  for (const auto& [name, text] : helpers.items()) {
    Expression pattern = TRY(expression(text.get<std::string>()));
    known.emplace(name, std::move(pattern));
  }
  if (!call.empty()) known["f"] = TRY(expression(call));
  return known;
}

Result<Expression> LawReader::expression(const std::string& text) const {
  Statement statement = TRY(parse_statement("it = " + text, where_));
  return std::move(std::get<Assign>(statement).value);
}

// A tensor becomes a statement of the case, any other value a part of its calls.
Result<void> LawReader::give(const std::string& name, const Data& data, Case& one,
                             ExpectEqual& law) {
  const auto found = data.find(name);
  if (found == data.end()) {
    return fault(fmt::format("\"{}\" needs `with` to say what {} is", one.name, name));
  }
  used_.insert(name);
  Expression value = TRY(expression(found->second));
  if (const auto* constant = std::get_if<Value>(&value.node)) {
    replace_name(law.left, name, *constant);
    replace_name(law.right, name, *constant);
  } else if (std::holds_alternative<TensorLiteral>(value.node)) {
    one.statements.emplace_back(Assign{{name}, std::move(value)});
  } else {
    return fault(fmt::format("with: {} is neither a tensor nor a value", name));
  }
  return {};
}

void collect_names(const Expression& expression, std::set<std::string>& names) {
  if (const auto* name = std::get_if<Name>(&expression.node)) names.insert(name->name);
  if (const auto* call = std::get_if<Call>(&expression.node)) {
    for (const Expression& arg : call->args) collect_names(arg, names);
  }
}

void replace_name(Expression& expression, const std::string& name, const Value& value) {
  const auto* held = std::get_if<Name>(&expression.node);
  if (held != nullptr && held->name == name) expression.node = value;
  if (auto* call = std::get_if<Call>(&expression.node)) {
    for (Expression& arg : call->args) replace_name(arg, name, value);
  }
}

}  // namespace
}  // namespace wright
