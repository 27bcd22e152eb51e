#include "campaign/perform.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/attempts.h"
#include "campaign/settle.h"
#include "campaign/workspace.h"
#include "core/json.h"

namespace wright {
namespace {

Result<void> write_files(Hall& hall, const AttemptId& attempt, const WriteFiles& write);
Result<void> edit_file(Hall& hall, const AttemptId& attempt, const EditFile& edit);
Result<void> refuse(Hall& hall, const AttemptId& attempt, const std::string& path,
                    const std::string& why);
Result<void> remember(Hall& hall, const AttemptId& attempt, const Remember& slots);

}  // namespace

Result<void> perform(Hall& hall, const AttemptId& attempt, const Action& action) {
  if (const auto* command = std::get_if<RunCommand>(&action)) {
    TRY(exec_in(hall, attempt, {"/bin/sh", "-c", command->command}));
  } else if (const auto* write = std::get_if<WriteFiles>(&action)) {
    TRY(write_files(hall, attempt, *write));
  } else if (const auto* edit = std::get_if<EditFile>(&action)) {
    TRY(edit_file(hall, attempt, *edit));
  } else if (const auto* read = std::get_if<ReadFile>(&action)) {
    TRY(read_in(hall, attempt, read->path, read->first_line, read->lines));
  } else if (const auto* note = std::get_if<TakeNote>(&action)) {
    TRY(note_in(hall, attempt, note->text));
  } else if (const auto* slots = std::get_if<Remember>(&action)) {
    TRY(remember(hall, attempt, *slots));
  } else {
    TRY(check_in(hall, attempt));
  }
  return {};
}

namespace {

Result<void> write_files(Hall& hall, const AttemptId& attempt, const WriteFiles& write) {
  const std::int64_t began = hall.clock().steady_ms();
  const Result<void> written = write_patch(hall, attempt, write.patch);
  std::string paths;
  for (const PatchEntry& entry : write.patch.entries) {
    paths += (paths.empty() ? "" : " ") + entry.path;
  }
  const Digest patch = TRY(store_patch(hall, write.patch));
  return record_action(
      hall, attempt,
      {ActionKind::write, paths, written ? "ok" : "refused", "patch " + patch.value,
       written ? "" : written.error().message, hall.clock().steady_ms() - began});
}

// The file is read and written inside the sandbox, where a link leads nowhere.
Result<void> edit_file(Hall& hall, const AttemptId& attempt, const EditFile& edit) {
  const AttemptState state = TRY(open_state(hall, attempt));
  if (edit.old_text.empty()) return refuse(hall, attempt, edit.path, "old_text is empty");
  const RunReport report = TRY(run_in_workspace(hall, state, {"/bin/cat", "--", edit.path}));
  if (!report.succeeded() || report.truncated) {
    return refuse(hall, attempt, edit.path,
                  report.truncated ? "the file is too long to be edited"
                                   : "cannot read it: " + escape_for_terminal(report.err));
  }
  std::string text = report.out;
  const std::size_t at = text.find(edit.old_text);
  if (at == std::string::npos) {
    return refuse(hall, attempt, edit.path, "old_text does not stand in the file");
  }
  if (text.find(edit.old_text, at + 1) != std::string::npos) {
    return refuse(hall, attempt, edit.path, "old_text stands in the file more than once");
  }
  text.replace(at, edit.old_text.size(), edit.new_text);
  WriteFiles write;
  put(write.patch, edit.path, FileMode::regular, std::move(text));
  return write_files(hall, attempt, write);
}

Result<void> refuse(Hall& hall, const AttemptId& attempt, const std::string& path,
                    const std::string& why) {
  return record_action(hall, attempt, {ActionKind::write, path, "refused", "", why, 0});
}

// The slots live in the history; the line says what was written, for readers.
Result<void> remember(Hall& hall, const AttemptId& attempt, const Remember& slots) {
  nlohmann::json written = nlohmann::json::object();
  if (slots.content) written["content"] = *slots.content;
  if (slots.control) written["control"] = *slots.control;
  const char* subject = !slots.control   ? "remember content"
                        : !slots.content ? "remember control"
                                         : "remember content and control";
  return record_action(hall, attempt,
                       {ActionKind::remember, subject, "ok", canonical(written), "", 0});
}

}  // namespace
}  // namespace wright
