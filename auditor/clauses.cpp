#include "auditor/clauses.h"

#include <cctype>
#include <string_view>

namespace auditor {
namespace {

constexpr std::string_view kEmphasis = " *_";

std::string_view trimmed(std::string_view text) {
  const std::string_view blank = " \t\r\n\v\f";
  const std::size_t from = text.find_first_not_of(blank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_heading(std::string_view line) {
  const std::size_t hashes = std::min(line.find_first_not_of('#'), line.size());
  return hashes >= 1 && hashes <= 6 && line.substr(hashes, 1) == " ";
}

bool is_item(std::string_view line) {
  if (line.size() > 1 && std::string_view("-*+").find(line[0]) != std::string_view::npos) {
    return line[1] == ' ';
  }
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && line.substr(digits, 2) == ". ";
}

// What may stand before an id: nothing, the end of a sentence, a mark of a list or a table.
bool may_precede(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" *_\"'()`");
  if (last == std::string_view::npos) return true;
  if (std::string_view(".!?:;>|").find(text[last]) != std::string_view::npos) return true;
  return last == 0 && (text[0] == '-' || text[0] == '+');
}

struct ClauseReading {
  std::map<std::string, std::string> clauses;
  std::string open;  // The id that collects text, or empty.
  bool in_code = false;
  bool may_start = true;

  void end() {
    open.clear();
    may_start = true;
  }
  void collect(std::string_view text) {
    text = trimmed(text);
    if (open.empty() || text.empty()) return;
    std::string& clause = clauses[open];
    if (!clause.empty()) clause += ' ';
    clause += text;
  }
  void read_text(std::string_view line);
  void read_line(std::string_view line);
};

void ClauseReading::read_text(std::string_view line) {
  std::size_t from = 0;
  for (std::size_t at = line.find("[R"); at != std::string_view::npos; at = line.find("[R", at)) {
    const std::size_t close = line.find(']', at);
    const std::string_view before = trimmed(line.substr(from, at - from));
    const bool is_id =
        close != std::string_view::npos && at + 2 < line.size() && is_digit(line[at + 2]);
    if (!is_id || !(before.empty() ? from > 0 || may_start : may_precede(before))) {
      at += 2;
      continue;
    }
    collect(before.substr(0, before.find_last_not_of(kEmphasis) + 1));
    const std::string id(line.substr(at + 1, close - at - 1));
    open = clauses.emplace(id, "").second ? id : "";
    from = at = std::min(line.find_first_not_of(kEmphasis, close + 1), line.size());
  }
  collect(line.substr(from));
  may_start = may_precede(line.substr(from));
}

void ClauseReading::read_line(std::string_view line) {
  const std::string_view bare = trimmed(line);
  if (bare.rfind("```", 0) == 0 || bare.rfind("~~~", 0) == 0) {
    in_code = !in_code;
    end();
  } else if (!in_code && (bare.empty() || is_heading(line))) {
    end();
  } else if (!in_code) {
    if (is_item(bare)) end();
    read_text(bare);
  }
}

}  // namespace

std::map<std::string, std::string> read_clauses(const std::string& spec) {
  ClauseReading reading;
  int fences = 0;  // Of the front matter.
  for (std::size_t from = 0; from < spec.size();) {
    const std::size_t end = std::min(spec.find('\n', from), spec.size());
    std::string_view line = std::string_view(spec).substr(from, end - from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (fences < 2) {
      fences += line == "---" ? 1 : 0;
    } else {
      reading.read_line(line);
    }
    from = end + 1;
  }
  return reading.clauses;
}

}  // namespace auditor
