#include "auditor/spec.h"

#include "auditor/clauses.h"

namespace auditor {
namespace {

// The value of a key of the front matter: the rest of its line, or the items below it.
std::string value_of(const std::string& text, const std::string& key);
std::set<std::string> words_of(const std::string& value);

}  // namespace

std::string digest_below(const Log& log, const std::string& spec_files, const std::string& prefix) {
  const json all = log.blob_json(spec_files);
  json chosen = json::array();
  for (const json& file : list_at(all, "files")) {
    if (text_at(file, "path").rfind(prefix, 0) == 0) chosen.push_back(file);
  }
  return sha256(canonical({{"files", chosen}}));
}

bool put_scaffold(const Log& log, const std::string& spec_files, const std::string& target,
                  Files& files) {
  const std::string scaffold = "scaffold/";
  bool has_file = false;
  const json all = log.blob_json(spec_files);
  for (const json& file : list_at(all, "files")) {
    const std::string path = text_at(file, "path");
    if (path.rfind(scaffold, 0) != 0) continue;
    has_file = true;
    put(files, target + "/" + path.substr(scaffold.size()), at(file, "executable") == true,
        log.blob(text_at(file, "digest")));
  }
  return has_file;
}

std::optional<std::map<std::string, std::string>> clauses_of(const Log& log,
                                                             const std::string& spec_files,
                                                             const std::string& task) {
  std::map<std::string, std::string> known;
  std::set<std::string> asked;
  const json all = log.blob_json(spec_files);
  for (const json& file : list_at(all, "files")) {
    const std::string path = text_at(file, "path");
    const std::string& text = log.blob(text_at(file, "digest"));
    if (path == "spec.md") known = read_clauses(text);
    const bool is_task = path.rfind("tasks/", 0) == 0 && path.ends_with(".md");
    if (is_task && words_of(value_of(text, "id")) == std::set<std::string>{task}) {
      asked = words_of(value_of(text, "clauses"));
    }
  }
  if (asked.empty()) return std::nullopt;
  std::map<std::string, std::string> clauses;
  for (const std::string& id : asked) {
    const auto found = known.find(id);
    if (found == known.end()) return std::nullopt;
    clauses.insert(*found);
  }
  return clauses;
}

namespace {

std::string value_of(const std::string& text, const std::string& key) {
  std::string value;
  bool found = false;
  std::size_t from = text.find('\n');
  while (from != std::string::npos && ++from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    from = text.find('\n', from);
    if (line == "---") break;
    const bool is_below = !line.empty() && (line[0] == ' ' || line[0] == '-' || line[0] == ']');
    if (found && !is_below) break;
    if (found) value += " " + line;
    if (line.rfind(key + ":", 0) == 0) {
      found = true;
      value = line.substr(key.size() + 1);
    }
  }
  return value;
}

// `a`, `[a, b]` and `- a` alike.
std::set<std::string> words_of(const std::string& value) {
  std::set<std::string> words;
  std::string word;
  for (const char c : value.substr(0, value.find(" #")) + " ") {
    if (std::string_view(" ,[]\"'\r").find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      if (word != "-") words.insert(word);
      word.clear();
    }
  }
  return words;
}

}  // namespace
}  // namespace auditor
