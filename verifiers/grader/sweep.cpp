#include "grader/sweep.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/json.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

using nlohmann::json;

class Multiplier {
 public:
  Multiplier(const json& config, const std::string& task, const std::string& check)
      : config_(config), task_(task), where_(fmt::format("task {}, check {}", task, check)) {}

  Result<Sweep> run();

 private:
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

bool apply(Expression& expression, const std::optional<Fill>& fill,
           const std::optional<Layout>& layout);

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
  choices_ = TRY(choices_of(config_, where_));
  sweep_.tolerance = TRY(tolerance_of(config_, where_));
  fills_ = TRY(options<Fill>("fills", fill_named));
  layouts_ = TRY(options<Layout>("layouts", layout_named));
  sweep_.repeat = TRY(repeat_of(config_, where_));
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

}  // namespace
}  // namespace wright
