// Printing for people: colour only on a terminal, tables that fit, a status line
// that rewrites itself.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/hall.h"

namespace wright {

[[nodiscard]] bool is_terminal();

enum class Tint { plain, good, bad, faint, strong };
// With escape codes on a terminal, else as it is.
[[nodiscard]] std::string tinted(Tint tint, std::string_view text);

// Columns aligned by the widest cell, whatever a cell holds made safe to print;
// the last one is cut at the terminal's width.
void print_table(const std::vector<std::string>& head, std::vector<std::vector<std::string>> rows);

// The root of every answer is a record.
void print_json(const nlohmann::json& record);

[[nodiscard]] std::string short_id(const std::string& id);          // 10 characters.
[[nodiscard]] std::string seconds_text(std::int64_t milliseconds);  // "1.5 s", "3 min 20 s".
[[nodiscard]] std::string date_text(std::int64_t milliseconds);     // UTC, ISO 8601.
[[nodiscard]] const char* word_of(CheckStatus status);
[[nodiscard]] const char* word_of(AttemptStage stage);
[[nodiscard]] const char* word_of(VerdictStatus status);
[[nodiscard]] const char* word_of(ActionKind kind);

// Prints a line when a check has ended; silent where the answer is JSON.
[[nodiscard]] Listener printing_listener(bool json);

// Shows the notices of a campaign: a rewritten status line with progress and
// ETA on a terminal, one plain line an event elsewhere.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(const Notice& notice);
  // Before anything else is printed.
  void clear_line() const;

 private:
  void status_line(const Notice& notice) const;
  std::int64_t began_ms_ = 0;
  bool on_terminal_ = false;
  std::string current_;
};

}  // namespace wright
