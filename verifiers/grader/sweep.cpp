#include "grader/sweep.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json.h"
#include "grader/lexer.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kConfigBytesMax = 1 << 20;
constexpr int kRepeatMax = 100;

struct Choice {
  std::string name;
  std::vector<std::string> values;
};

class Multiplier {
 public:
  Multiplier(const json& config, const std::string& task, const std::string& check)
      : config_(config), task_(task), where_(fmt::format("task {}, check {}", task, check)) {}

  Result<Sweep> run();

 private:
  Result<void> read_choices();
  Result<void> read_tolerance();
  Result<void> add_calls(const std::string& text, const std::string& relation);
  Result<void> add_case(const std::string& text, const std::string& relation,
                        const std::optional<Fill>& fill, const std::optional<Layout>& layout);
  template <class T, class Named>
  Result<std::vector<std::optional<T>>> options(const char* key, Named named);

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, where_ + ": " + what};
  }

  const json& config_;
  const std::string& task_;
  std::string where_;
  std::vector<Choice> choices_;
  std::vector<std::optional<Fill>> fills_;
  std::vector<std::optional<Layout>> layouts_;
  std::set<std::string> names_;
  Sweep sweep_;
};

std::vector<std::string> multiplied(const std::string& text, const std::vector<Choice>& choices);
bool apply(Expression& expression, const std::optional<Fill>& fill,
           const std::optional<Layout>& layout);
std::string word_for(const json& value);

}  // namespace

Result<Sweep> sweep_of(const std::string& config, const std::string& task,
                       const std::string& check) {
  const json value = TRY(parse_json(config, kConfigBytesMax));
  try {
    return Multiplier(value, task, check).run();
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("task {}, check {}: {}", task, check, fault.what())};
  }
}

namespace {

Result<Sweep> Multiplier::run() {
  TRY(read_choices());
  TRY(read_tolerance());
  fills_ = TRY(options<Fill>("fills", fill_named));
  layouts_ = TRY(options<Layout>("layouts", layout_named));
  sweep_.repeat = config_.value("repeat", 2);
  if (sweep_.repeat < 1 || sweep_.repeat > kRepeatMax) return fault("repeat is 1 to 100");
  for (const json& call : config_.value("calls", json::array())) {
    TRY(add_calls(call.get<std::string>(), " ~ oracle"));
  }
  const json throws = config_.value("throws", json::object());
  for (const auto& [call, prefix] : throws.items()) {
    TRY(add_calls(call, " throws " + prefix.dump()));
  }
  if (sweep_.cases.empty()) return fault("calls is empty: nothing would be asked");
  return std::move(sweep_);
}

Result<void> Multiplier::read_choices() {
  const json let = config_.value("let", json::object());
  for (const auto& [name, values] : let.items()) {
    Choice choice{name, {}};
    for (const json& value : values) choice.values.push_back(word_for(value));
    if (choice.values.empty()) return fault(fmt::format("let {} has no values", name));
    choices_.push_back(std::move(choice));
  }
  if (config_.contains("dtypes")) {
    choices_.push_back({"T", config_.at("dtypes").get<std::vector<std::string>>()});
  }
  return {};
}

Result<void> Multiplier::read_tolerance() {
  const auto limit = [&](const char* key) -> std::optional<double> {
    if (!config_.contains(key)) return std::nullopt;
    return config_.at(key).get<double>();
  };
  sweep_.tolerance = Tolerance{limit("rel_max"), limit("abs_max"), limit("ulp_max")};
  for (const auto& bound : {sweep_.tolerance.rel, sweep_.tolerance.abs, sweep_.tolerance.ulp}) {
    if (bound && !(*bound >= 0)) return fault("a tolerance is a number from 0 up");
  }
  if (config_.value("why", "").empty()) return fault("why must say where the tolerance comes from");
  return {};
}

template <class T, class Named>
Result<std::vector<std::optional<T>>> Multiplier::options(const char* key, Named named) {
  std::vector<std::optional<T>> values;
  for (const json& name : config_.value(key, json::array())) {
    values.push_back(named(name.get<std::string>()));
    if (!values.back()) return fault(fmt::format("{}: unknown {}", key, name.dump()));
  }
  if (values.empty()) values.push_back(std::nullopt);
  return values;
}

Result<void> Multiplier::add_calls(const std::string& text, const std::string& relation) {
  for (const std::string& call : multiplied(text, choices_)) {
    for (const auto& fill : fills_) {
      for (const auto& layout : layouts_) TRY(add_case(call, relation, fill, layout));
    }
  }
  return {};
}

// A call that names all fills and layouts itself is one case, not one for each.
Result<void> Multiplier::add_case(const std::string& text, const std::string& relation,
                                  const std::optional<Fill>& fill,
                                  const std::optional<Layout>& layout) {
  Statement statement = TRY(parse_statement(text + relation, where_));
  Case one;
  one.task = task_;
  one.file = where_;
  one.name = text;
  if (auto* expect = std::get_if<ExpectOracle>(&statement)) {
    expect->tolerance = sweep_.tolerance;
    if (apply(expect->left, fill, std::nullopt)) {
      one.name += fmt::format(
          " ~{}",
          config_.at("fills")[static_cast<std::size_t>(&fill - fills_.data())].get<std::string>());
    }
    if (apply(expect->left, std::nullopt, layout)) {
      one.name += fmt::format(
          " @{}", config_.at("layouts")[static_cast<std::size_t>(&layout - layouts_.data())]
                      .get<std::string>());
    }
  }
  one.statements.push_back(std::move(statement));
  if (!names_.insert(one.name).second) return {};
  if (names_.size() > kSweepMax) return fault("more than 5000 cases");
  sweep_.cases.push_back(std::move(one));
  return {};
}

// The text with every combination of the choices that occur in it.
std::vector<std::string> multiplied(const std::string& text, const std::vector<Choice>& choices) {
  std::vector<std::string> texts = {text};
  for (const Choice& choice : choices) {
    std::vector<std::string> next;
    for (const std::string& one : texts) {
      for (const std::string& value : choice.values) {
        const std::string replaced = replace_word(one, choice.name, value);
        next.push_back(replaced);
        const bool is_absent = replaced == one && value != choice.name;
        if (is_absent || next.size() > kSweepMax) break;
      }
    }
    texts = std::move(next);
  }
  return texts;
}

// Sets what the literals leave open; true when there was such a literal.
bool apply(Expression& expression, const std::optional<Fill>& fill,
           const std::optional<Layout>& layout) {
  bool is_used = false;
  if (auto* literal = std::get_if<TensorLiteral>(&expression.node)) {
    if (fill && !literal->fill && !literal->values) {
      literal->fill = fill;
      is_used = true;
    }
    if (layout && !literal->layout && !literal->values) {
      literal->layout = layout;
      is_used = true;
    }
  }
  if (auto* call = std::get_if<Call>(&expression.node)) {
    for (Expression& arg : call->args) is_used = apply(arg, fill, layout) || is_used;
  }
  return is_used;
}

std::string word_for(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace
}  // namespace wright
