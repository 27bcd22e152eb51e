#include "campaign/habits.h"

#include <fmt/format.h>

#include "agent/memory.h"
#include "base/files.h"
#include "core/template.h"

namespace wright {
namespace {

Result<std::string> page_from(const Hall& hall, const std::string& name,
                              const std::map<std::string, std::string>& values);
std::string remember_in_words(int memory, Talk talk);
std::string slots_in_words(int memory);

}  // namespace

Result<void> set_habits(Hall& hall, const HabitsRequest& request) {
  HabitsSet habits = hall.state().habits;
  habits.memory = request.memory.value_or(habits.memory);
  habits.self_talk = request.self_talk.value_or(habits.self_talk);
  if (habits == hall.state().habits) return {};
  TRY(hall.record(habits));
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.stage != AttemptStage::open) continue;
    const AttemptId& id = attempt.opened.attempt;
    hall.tell({Notice::Kind::progress, id, attempt.opened.task,
               fmt::format("{} goes on as it was opened, with memory {} and self-talk {}: what was "
                           "set holds from the next attempt on",
                           id.value, attempt.habits.memory, attempt.habits.self_talk)});
  }
  return {};
}

Result<std::string> habits_page(const Hall& hall, Talk talk) {
  const HabitsSet& habits = hall.state().habits;
  std::string page;
  if (habits.memory > 0) {
    page += TRY(page_from(hall, "memory.md",
                          {{"remember", remember_in_words(habits.memory, talk)},
                           {"slots", slots_in_words(habits.memory)},
                           {"bytes", std::to_string(kTurnsBytesMax)}}));
  }
  if (habits.self_talk > 0) {
    page += TRY(page_from(hall, "self_talk.md", {{"times", std::to_string(habits.self_talk)}}));
  }
  return page;
}

namespace {

Result<std::string> page_from(const Hall& hall, const std::string& name,
                              const std::map<std::string, std::string>& values) {
  const std::string text = TRY(read_file(hall.tools().share / "prompts" / name));
  const std::string page = TRY(render("prompts/" + name, text, values));
  return "\n" + page;
}

std::string remember_in_words(int memory, Talk talk) {
  if (talk == Talk::tools) return "the tool `remember`";
  const char* control = memory == kMemoryMax ? R"(, "control": "...")" : "";
  return fmt::format(R"(the command `{{"tool": "remember", "content": "..."{}}}`)", control);
}

std::string slots_in_words(int memory) {
  const std::string content = fmt::format(
      "`content` (what you know: facts, decisions, what outputs came to; at most {} bytes)",
      kContentBytesMax);
  if (memory < kMemoryMax) return content;
  return content + fmt::format(" and `control` (your plan and the next step; at most {} bytes)",
                               kControlBytesMax);
}

}  // namespace
}  // namespace wright
