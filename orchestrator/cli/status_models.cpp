#include "cli/status_models.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace wright {

std::vector<std::string> model_lines(const CampaignState& state) {
  std::vector<std::string> lines;
  if (state.habits != HabitsSet{}) {
    lines.push_back(fmt::format("memory {}, self-talk {} in attempts that are opened from here on",
                                state.habits.memory, state.habits.self_talk));
  }
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.stage != AttemptStage::open || attempt.habits == state.habits) continue;
    lines.push_back(fmt::format("memory {}, self-talk {} in {}, which is open",
                                attempt.habits.memory, attempt.habits.self_talk,
                                attempt.opened.attempt.value));
  }
  if (state.served) {
    const std::string& digest = state.served->digest;
    lines.push_back(escape_for_terminal(fmt::format("model {} by {}, {}", state.served->model,
                                                    state.served->server,
                                                    digest.empty() ? "no digest" : digest)));
  }
  return lines;
}

nlohmann::json served_json(const CampaignState& state) {
  if (!state.served) return nullptr;
  return {{"model", state.served->model},
          {"server", state.served->server},
          {"digest", state.served->digest},
          {"told", state.served->told}};
}

}  // namespace wright
