#include "composition/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"
#include "grader/lexer.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kPiecesMax = 64;
constexpr std::int64_t kStepsMax = 100000;

Error fault(const std::string& where, const std::string& what) {
  return Error{ErrorKind::spec, where + ": " + what};
}

Result<std::vector<Piece>> pieces_of(const json& config, const std::string& where);
Result<std::map<std::string, double>> budget_of(const json& config, const WorkPlan& plan);
Result<WorkPlan> read(const json& config, const std::string& where);

}  // namespace

std::vector<std::string> counts_of(const WorkPlan& plan) {
  if (plan.on_cuda) return {kCudaCounts.begin(), kCudaCounts.end()};
  return {kCounts.begin(), kCounts.end()};
}

Result<WorkPlan> work_plan_of(const std::string& config, const std::string& task) {
  const std::string where = fmt::format("task {}, check composition", task);
  const json value = TRY(parse_json(config, kConfigBytesMax));
  try {
    return read(value, where);
  } catch (const json::exception& wrong) {
    return fault(where, wrong.what());
  }
}

Result<Work> Piece::work(std::int64_t steps, const std::string& key,
                         const std::string& where) const {
  const std::string call = is_chain ? text : replace_word(text, "STEPS", std::to_string(steps));
  Case one;
  one.file = where;
  Statement statement = TRY(parse_statement(call, where));
  if (!std::holds_alternative<Do>(statement)) {
    return fault(where, fmt::format("\"{}\" is not one call, such as \"f(f32[8])\"", call));
  }
  one.statements.push_back(std::move(statement));
  Program program = TRY(lower(one, key));
  const auto* last =
      program.steps.empty() ? nullptr : std::get_if<CallStep>(&program.steps.back().what);
  const bool is_chained = last != nullptr && !last->args.empty() && last->args[0].front() == '%';
  if (last == nullptr || (is_chain && !is_chained)) {
    return fault(where,
                 "the first argument of chain is no tensor: its result could not take that "
                 "place");
  }
  Work work{{}, *last, is_chain ? steps : 1};
  program.steps.pop_back();
  work.setup = std::move(program.steps);
  return work;
}

namespace {

Result<WorkPlan> read(const json& config, const std::string& where) {
  WorkPlan plan;
  plan.where = where;
  const auto on = config.value("on", std::string("cpu"));
  if (on != "cpu" && on != "cuda") return fault(where, "on is cpu or cuda");
  plan.on_cuda = on == "cuda";
  plan.pieces = TRY(pieces_of(config, where));
  plan.budget = TRY(budget_of(config, plan));
  plan.steps = config.value("steps", plan.steps);
  if (plan.steps < 1 || plan.steps > kStepsMax) return fault(where, "steps is 1 to 100000");
  const auto against = config.value("against", std::string());
  if (!against.empty() && against != "base") return fault(where, "against is base");
  plan.against_base = against == "base";
  if (plan.against_base && plan.on_cuda) {
    return fault(where, "against needs the base's host, which has no emulated one; say a budget");
  }
  plan.worse_max = config.value("worse_max", plan.worse_max);
  if (!(plan.worse_max > 0)) return fault(where, "worse_max is a number above 0");
  if (plan.budget.empty() && !plan.against_base) {
    return fault(where, "neither budget nor against: nothing would be asked");
  }
  if (config.value("why", "").empty()) {
    return fault(where, "why must say where the numbers come from");
  }
  for (const Piece& piece : plan.pieces) TRY(piece.work(plan.steps, "once", where));
  return plan;
}

Result<std::vector<Piece>> pieces_of(const json& config, const std::string& where) {
  if (config.contains("chain") == config.contains("run")) {
    return fault(where, "say what is done by chain or by run, and not by both");
  }
  const bool is_chain = config.contains("chain");
  const auto text = config.at(is_chain ? "chain" : "run").get<std::string>();
  if (!is_chain && replace_word(text, "STEPS", "") == text) {
    return fault(where, "run needs the word STEPS, which stands for a number of steps");
  }
  const std::vector<Choice> choices = TRY(choices_of(config, where));
  std::vector<Piece> pieces;
  for (const std::string& one : multiplied(text, choices)) pieces.push_back({one, one, is_chain});
  if (pieces.size() > kPiecesMax) return fault(where, "more than 64 pieces of work");
  return pieces;
}

Result<std::map<std::string, double>> budget_of(const json& config, const WorkPlan& plan) {
  std::map<std::string, double> budget;
  const std::vector<std::string> counts = counts_of(plan);
  const json asked = config.value("budget", json::object());
  for (const auto& [name, value] : asked.items()) {
    if (std::find(counts.begin(), counts.end(), name) == counts.end()) {
      return fault(plan.where, fmt::format("budget: no count {} on {}; there are {}", name,
                                           plan.on_cuda ? "cuda" : "cpu", join(counts, ", ")));
    }
    budget[name] = value.get<double>();
    if (!(budget[name] >= 0)) return fault(plan.where, "a budget is a number from 0 up");
  }
  return budget;
}

}  // namespace
}  // namespace wright
