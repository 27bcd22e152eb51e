#include "campaign/lessons.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kOneBytesMax = 1024;  // Of one note.

// How near the task of a lesson is to the one that is asked for; the nearest first.
enum class Nearness { needed, shares_clause, other };

struct Lesson {
  Nearness nearness = Nearness::other;
  std::string entry;
};

std::vector<Lesson> all_lessons(const Hall& hall, const Task& task);
Nearness nearness_of(const Spec& spec, const Task& task, const TaskId& source);
std::string why(Nearness nearness);
std::string entry_of(const std::string& heading, std::string_view text, std::size_t bytes_max);
std::string fitting(const std::vector<std::string>& entries, std::size_t bytes_max);
const ActionTaken* word_of(const Event& event, const AttemptId& attempt, ActionKind kind);

}  // namespace

std::string lessons_for(const Hall& hall, const Task& task) {
  std::vector<Lesson> lessons = all_lessons(hall, task);
  std::stable_sort(lessons.begin(), lessons.end(), [](const Lesson& left, const Lesson& right) {
    return left.nearness < right.nearness;
  });
  std::vector<std::string> entries;
  for (Lesson& lesson : lessons) entries.push_back(std::move(lesson.entry));
  const std::string text = fitting(entries, kLessonsBytesMax);
  return text.empty() ? "None." : text;
}

// The newest first, so that what an attempt found out at its end is kept.
std::string notes_of(const Hall& hall, const AttemptId& attempt) {
  std::vector<std::string> entries;
  bool has_slots[] = {false, false};
  for (auto event = hall.events().rbegin(); event != hall.events().rend(); ++event) {
    if (const auto* note = word_of(*event, attempt, ActionKind::note)) {
      const Result<std::string> text = hall.blob(note->input);
      if (text) entries.push_back(entry_of("note", *text, kOneBytesMax));
    }
    const auto* slots = word_of(*event, attempt, ActionKind::remember);
    if (slots == nullptr) continue;
    const Result<std::string> text = hall.blob(slots->input);
    const Result<nlohmann::json> written =
        text ? parse_json(*text) : Result<nlohmann::json>(nullptr);
    for (const std::size_t slot : {0U, 1U}) {
      const char* name = slot == 0 ? "content" : "control";
      if (has_slots[slot] || !written || !written->contains(name)) continue;
      has_slots[slot] = true;
      entries.push_back(entry_of(fmt::format("working memory, {}", name),
                                 (*written)[name].get<std::string>(), kNotesBytesMax / 2));
    }
  }
  return fitting(entries, kNotesBytesMax);
}

namespace {

std::vector<Lesson> all_lessons(const Hall& hall, const Task& task) {
  std::vector<Lesson> lessons;
  for (auto event = hall.events().rbegin(); event != hall.events().rend(); ++event) {
    const AttemptId id = attempt_of(event->body);
    const ActionTaken* note = word_of(*event, id, ActionKind::note);
    if (note == nullptr) continue;
    const AttemptState* attempt = find_attempt(hall.state(), id);
    if (attempt == nullptr || attempt->stage != AttemptStage::landed) continue;
    const Result<std::string> text = hall.blob(note->input);
    if (!text || text->rfind("lesson:", 0) != 0) continue;
    const Nearness nearness = nearness_of(hall.spec(), task, attempt->opened.task);
    lessons.push_back(
        {nearness, entry_of(id.value + why(nearness), text->substr(7), kOneBytesMax)});
  }
  return lessons;
}

Nearness nearness_of(const Spec& spec, const Task& task, const TaskId& source) {
  if (depends_on(spec, task.id, source)) return Nearness::needed;
  const Task* other = find_task(spec, source);
  const bool shares =
      other != nullptr &&
      std::find_first_of(task.clauses.begin(), task.clauses.end(), other->clauses.begin(),
                         other->clauses.end()) != task.clauses.end();
  return shares ? Nearness::shares_clause : Nearness::other;
}

std::string why(Nearness nearness) {
  switch (nearness) {
    case Nearness::needed:
      return ", which this task needs";
    case Nearness::shares_clause:
      return ", which has a requirement of this task";
    case Nearness::other:
      break;
  }
  return "";
}

// Each line is quoted, so that none of them can pass for a line of the page.
std::string entry_of(const std::string& heading, std::string_view text, std::size_t bytes_max) {
  std::string entry = fmt::format("- {}:", heading);
  const std::string shown = head_and_tail(escape_for_terminal(trim(text)), bytes_max);
  for (const std::string& line : split(shown, '\n')) entry += "\n  > " + line;
  return entry;
}

// Whole entries, as long as there is room.
std::string fitting(const std::vector<std::string>& entries, std::size_t bytes_max) {
  std::string text;
  for (const std::string& entry : entries) {
    if (text.size() + entry.size() + 1 > bytes_max) continue;
    text += (text.empty() ? "" : "\n") + entry;
  }
  return text;
}

const ActionTaken* word_of(const Event& event, const AttemptId& attempt, ActionKind kind) {
  const auto* action = std::get_if<ActionTaken>(&event.body);
  const bool is_meant = action != nullptr && action->attempt == attempt && action->kind == kind &&
                        action->outcome == "ok" && !action->input.empty();
  return is_meant ? action : nullptr;
}

}  // namespace
}  // namespace wright
