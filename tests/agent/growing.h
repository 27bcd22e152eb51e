// What the tests of working memory share: a history that grows turn by turn.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "agent/course.h"

namespace wright::test {

// A history of a model that calls one tool a turn.
struct Course {
  explicit Course(const HabitsSet& habits) : history(TaskId{"t"}, 1, "the brief", habits) {}

  History history;

  void call(const std::string& tool, const nlohmann::json& arguments, AgentStep result) {
    AgentStep reply{ActionKind::model, "ok", "the record", {}};
    reply.reply.dialect = "openai";
    reply.reply.calls = {{"id", tool, arguments.dump()}};
    reply.reply.usage.input = 1000;
    history.take(std::move(reply));
    history.take(std::move(result));
  }
  void look(int number, std::size_t bytes) {
    call("bash", {{"command", "cat " + std::to_string(number)}},
         {ActionKind::exec, "exit 0", std::string(bytes, 'x'), {}});
  }
  void remember(const nlohmann::json& slots) {
    call("remember", slots, {ActionKind::remember, "ok", "", {}});
  }
  [[nodiscard]] Conversation conversation() const { return conversation_of(history, Talk::tools); }
};

inline Course course_with(int memory) {
  return Course({memory, 0});
}

inline std::string page_in(const Conversation& conversation) {
  return std::get<Said>(conversation.turns.at(1)).text;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace wright::test
