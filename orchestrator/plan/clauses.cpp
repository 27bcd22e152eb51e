#include "plan/clauses.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kClauseIdBytesMax = 24;
constexpr std::string_view kEmphasis = " *_";  // As in `**[R1]** text`.

// Walks the prose line by line; `open_` is the clause that still collects text.
class ClauseReader {
 public:
  ClauseReader(std::string file, Findings& findings)
      : file_(std::move(file)), findings_(findings) {}

  void read_line(std::string_view line, int number);
  std::vector<Clause> take() &&;

 private:
  void read_paragraph_line(std::string_view line, int number);
  void begin(std::string_view id, int number);
  void collect(std::string_view text);
  void end_paragraph();

  std::string file_;
  Findings& findings_;
  std::vector<Clause> clauses_;
  std::map<std::string, int> lines_;
  bool open_ = false;
  bool in_code_ = false;
  bool sentence_starts_ = true;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_heading(std::string_view line);
bool starts_list_item(std::string_view line);
bool ends_sentence(std::string_view text);

}  // namespace

std::vector<Clause> read_clauses(const std::string& file, const std::string& prose, int first_line,
                                 Findings& findings) {
  ClauseReader reader(file, findings);
  int number = first_line;
  for (const std::string& line : split(prose, '\n')) reader.read_line(line, number++);
  return std::move(reader).take();
}

bool is_clause_id(std::string_view text) {
  if (text.size() < 2 || text.size() > kClauseIdBytesMax || text.front() != 'R') return false;
  bool after_digit = false;
  for (const char c : text.substr(1)) {
    if (!is_digit(c) && (c != '.' || !after_digit)) return false;
    after_digit = is_digit(c);
  }
  return after_digit;
}

std::vector<std::string> clauses_of_case(std::string_view head) {
  std::vector<std::string> ids;
  const std::size_t name = head.find('"');
  std::size_t at = name == std::string_view::npos ? name : head.find('"', name + 1);
  if (at != std::string_view::npos) head = head.substr(0, head.find('#', at));
  while (at != std::string_view::npos && (at = head.find('[', at)) != std::string_view::npos) {
    const std::size_t close = head.find(']', at);
    if (close == std::string_view::npos) break;
    for (const std::string& id : split(head.substr(at + 1, close - at - 1), ','))
      ids.emplace_back(trim(id));
    at = close;
  }
  return ids;
}

namespace {

void ClauseReader::read_line(std::string_view line, int number) {
  const std::string_view bare = trim(line);
  if (bare.starts_with("```") || bare.starts_with("~~~")) {
    in_code_ = !in_code_;
    end_paragraph();
  } else if (in_code_) {
    return;
  } else if (bare.empty() || is_heading(line)) {
    end_paragraph();
  } else {
    if (starts_list_item(bare)) end_paragraph();
    read_paragraph_line(bare, number);
  }
}

void ClauseReader::read_paragraph_line(std::string_view line, int number) {
  std::size_t from = 0;
  std::size_t at = 0;
  while ((at = line.find("[R", at)) != std::string_view::npos) {
    const std::size_t close = line.find(']', at);
    const bool looks_like_id =
        close != std::string_view::npos && at + 2 < line.size() && is_digit(line[at + 2]);
    const std::string_view before = trim(line.substr(from, at - from));
    const bool starts = before.empty() ? from > 0 || sentence_starts_ : ends_sentence(before);
    if (!looks_like_id || !starts) {
      at += 2;
      continue;
    }
    collect(before.substr(0, before.find_last_not_of(kEmphasis) + 1));
    begin(line.substr(at + 1, close - at - 1), number);
    from = at = std::min(line.find_first_not_of(kEmphasis, close + 1), line.size());
  }
  collect(line.substr(from));
  sentence_starts_ = ends_sentence(line.substr(from));
}

void ClauseReader::begin(std::string_view id, int number) {
  const std::string name(id);
  open_ = false;
  if (!is_clause_id(id)) {
    findings_.add(file_, number,
                  fmt::format("{} is no clause id; write R1 or R1.2", in_quotes(name)));
    return;
  }
  const auto [known, is_new] = lines_.emplace(name, number);
  if (!is_new) {
    findings_.add(file_, number,
                  fmt::format("clause {} stands already at line {}", name, known->second));
    return;
  }
  clauses_.push_back(Clause{name, "", number});
  open_ = true;
}

void ClauseReader::collect(std::string_view text) {
  const std::string_view words = trim(text);
  if (!open_ || words.empty()) return;
  std::string& clause = clauses_.back().text;
  if (!clause.empty()) clause += ' ';
  clause += words;
}

void ClauseReader::end_paragraph() {
  open_ = false;
  sentence_starts_ = true;
}

std::vector<Clause> ClauseReader::take() && {
  for (const Clause& clause : clauses_) {
    if (clause.text.empty()) {
      findings_.add(file_, clause.line,
                    fmt::format("clause {} says nothing; write what it asks for", clause.id));
    }
  }
  return std::move(clauses_);
}

bool is_heading(std::string_view line) {
  const std::size_t hashes = line.find_first_not_of('#');
  return line.starts_with('#') && hashes <= 6 && line[hashes] == ' ';
}

bool starts_list_item(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ")) return true;
  const std::size_t digits = line.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && line.substr(digits, 2) == ". ";
}

// True also for what may stand before a sentence: a list marker, a quote mark,
// the cell border of a table.
bool ends_sentence(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" *_\"'()`");
  if (last == std::string_view::npos) return true;
  if (std::string_view(".!?:;>|").find(text[last]) != std::string_view::npos) return true;
  return last == 0 && (text[0] == '-' || text[0] == '+');
}

}  // namespace
}  // namespace wright
