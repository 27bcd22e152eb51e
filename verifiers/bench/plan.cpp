#include "bench/plan.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "grader/lexer.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kConfigBytesMax = 1 << 20;
constexpr std::size_t kShapesMax = 64;
constexpr double kSecondsMax = 600;

class Planning {
 public:
  Planning(const json& config, const std::string& task)
      : config_(config), task_(task), where_(fmt::format("task {}, check bench", task)) {}

  Result<Plan> run();

 private:
  // A shape as text: its name and its chain, with fewer and fewer words of `let`.
  struct Draft {
    std::string name;
    std::string chain;
  };
  Result<std::vector<Draft>> drafts() const;
  Result<Shape> shape(const Draft& draft) const;

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, where_ + ": " + what};
  }

  const json& config_;
  const std::string& task_;
  std::string where_;
};

}  // namespace

Result<Plan> plan_of(const std::string& config, const std::string& task) {
  const json value = TRY(parse_json(config, kConfigBytesMax));
  try {
    return Planning(value, task).run();
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("task {}, check bench: {}", task, fault.what())};
  }
}

namespace {

Result<Plan> Planning::run() {
  Plan plan;
  plan.ratio_min = config_.at("ratio_min").get<double>();
  if (!(plan.ratio_min > 0)) return fault("ratio_min is a number above 0");
  plan.seconds = config_.value("seconds", plan.seconds);
  if (!(plan.seconds > 0 && plan.seconds <= kSecondsMax)) {
    return fault("seconds is a number above 0, at most 600");
  }
  const auto against = config_.value("against", std::string("incumbent"));
  if (against != "incumbent" && against != "torch") {
    return fault("against is incumbent or torch");
  }
  plan.against_torch = against == "torch";
  const auto timed = config_.value("times", std::string("calls"));
  if (timed != "calls" && timed != "start") return fault("times is calls or start");
  plan.from_start = timed == "start";
  plan.processors = config_.value("processors", plan.processors);
  if (plan.processors < 0) return fault("processors is a whole number, at least 0");
  if (config_.value("why", "").empty()) return fault("why must say what the chain proves");
  const std::vector<Draft> all = TRY(drafts());
  for (const Draft& draft : all) plan.shapes.push_back(TRY(shape(draft)));
  return plan;
}

Result<std::vector<Planning::Draft>> Planning::drafts() const {
  std::vector<Draft> all = {{"", config_.at("chain").get<std::string>()}};
  const json let = config_.at("let");
  for (const auto& [name, values] : let.items()) {
    std::vector<Draft> next;
    for (const Draft& draft : all) {
      for (const json& value : values) {
        const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
        next.push_back(
            {fmt::format("{}{}{}={}", draft.name, draft.name.empty() ? "" : " ", name, word),
             replace_word(draft.chain, name, word)});
        if (next.size() > kShapesMax) return fault("more than 64 shapes");
      }
    }
    if (next.empty()) return fault(fmt::format("let {} has no values", name));
    all = std::move(next);
  }
  return all;
}

// Data that is the same each time could be recognised, so the chain must draw some.
Result<Shape> Planning::shape(const Draft& draft) const {
  Statement statement = TRY(parse_statement(draft.chain, where_ + ", chain"));
  if (!std::holds_alternative<Do>(statement))
    return fault("chain is one call, such as \"f(f32[n])\"");
  Shape shape;
  shape.name = draft.name.empty() ? draft.chain : draft.name;
  shape.chain.task = task_;
  shape.chain.name = shape.name;
  shape.chain.file = where_;
  shape.chain.statements.push_back(std::move(statement));
  const Program program = TRY(lower(shape.chain, "one"));
  const Program other = TRY(lower(shape.chain, "another"));
  if (program.inputs == other.inputs) return fault("chain draws no data: it could be known before");
  const auto* call =
      program.steps.empty() ? nullptr : std::get_if<CallStep>(&program.steps.back().what);
  if (call == nullptr || call->args.empty() || call->args.front().front() != '%') {
    return fault("the first argument of chain is no tensor: its result could not take that place");
  }
  return shape;
}

}  // namespace
}  // namespace wright
