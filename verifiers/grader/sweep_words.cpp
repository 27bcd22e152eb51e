#include "grader/sweep_words.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "grader/lexer.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr int kRepeatMax = 100;

Error fault(const std::string& where, const std::string& what) {
  return Error{ErrorKind::spec, where + ": " + what};
}

}  // namespace

Result<std::vector<Choice>> choices_of(const json& config, const std::string& where) {
  std::vector<Choice> choices;
  const json let = config.value("let", json::object());
  for (const auto& [name, values] : let.items()) {
    Choice choice{name, {}};
    for (const json& value : values) choice.values.push_back(word_for(value));
    if (choice.values.empty()) return fault(where, fmt::format("let {} has no values", name));
    choices.push_back(std::move(choice));
  }
  if (config.contains("dtypes")) {
    choices.push_back({"T", config.at("dtypes").get<std::vector<std::string>>()});
  }
  return choices;
}

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

Result<Tolerance> tolerance_of(const json& config, const std::string& where) {
  const auto limit = [&](const char* key) -> std::optional<double> {
    if (!config.contains(key)) return std::nullopt;
    return config.at(key).get<double>();
  };
  const Tolerance tolerance{limit("rel_max"), limit("abs_max"), limit("ulp_max")};
  for (const auto& bound : {tolerance.rel, tolerance.abs, tolerance.ulp}) {
    if (bound && !(*bound >= 0)) return fault(where, "a tolerance is a number from 0 up");
  }
  if (config.value("why", "").empty()) {
    return fault(where, "why must say where the tolerance comes from");
  }
  return tolerance;
}

Result<int> repeat_of(const json& config, const std::string& where) {
  const int repeat = config.value("repeat", 2);
  if (repeat < 1 || repeat > kRepeatMax) return fault(where, "repeat is 1 to 100");
  return repeat;
}

std::string word_for(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace wright
