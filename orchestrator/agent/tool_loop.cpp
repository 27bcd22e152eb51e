#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agent/agent.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

Action action_from(const std::string& reply);
Action write_from(const json& call);
int faults_in_a_row(const History& history);
bool awaits_a_result(const History& history);

class ToolLoop final : public Agent {
 public:
  explicit ToolLoop(int faults_max) : faults_max_(faults_max) {}

  [[nodiscard]] Action next(const History& history) const override {
    if (faults_in_a_row(history) >= faults_max_) {
      return GiveUp{fmt::format("{} replies in a row were no tool call", faults_max_)};
    }
    if (awaits_a_result(history)) {
      return action_from(history.steps.back().output);
    }
    return CallModel{history.brief};
  }

 private:
  int faults_max_;
};

// The last step is a reply of the model that has not been acted upon.
bool awaits_a_result(const History& history) {
  return !history.steps.empty() && history.steps.back().kind == ActionKind::model &&
         history.steps.back().outcome == "ok";
}

// An unreadable reply leaves a note with outcome "refused" in the history.
int faults_in_a_row(const History& history) {
  int faults = 0;
  for (auto step = history.steps.rbegin(); step != history.steps.rend(); ++step) {
    if (step->kind == ActionKind::model) {
      continue;
    }
    if (step->kind != ActionKind::note || step->outcome != "refused") {
      break;
    }
    ++faults;
  }
  return faults;
}

Action action_from(const std::string& reply) {
  const Result<json> call = parse_json(reply);
  if (!call || !call->is_object()) {
    return TakeNote{"refused: the reply is no JSON object with a \"tool\""};
  }
  const auto text = [&](const char* key) {
    const auto found = call->find(key);
    return found != call->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string tool = text("tool");
  if (tool == "write") return write_from(*call);
  if (tool == "bash") return RunCommand{text("command")};
  if (tool == "check") return RunChecks{};
  if (tool == "note") return TakeNote{text("text")};
  if (tool == "submit") return Submit{};
  if (tool == "give_up") return GiveUp{text("reason")};
  return TakeNote{fmt::format("refused: unknown tool \"{}\"", tool)};
}

Action write_from(const json& call) {
  const auto files = call.find("files");
  if (files == call.end() || !files->is_object()) {
    return TakeNote{"refused: write needs an object \"files\" of path and text"};
  }
  WriteFiles write;
  for (const auto& [path, text] : files->items()) {
    if (!text.is_string()) {
      return TakeNote{"refused: the text of a file must be a string"};
    }
    put(write.patch, path, FileMode::regular, text.get<std::string>());
  }
  return write;
}

}  // namespace

std::unique_ptr<Agent> make_tool_loop(int faults_max) {
  return std::make_unique<ToolLoop>(faults_max);
}

}  // namespace wright
