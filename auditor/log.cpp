#include "auditor/log.h"

#include <fmt/format.h>

#include <set>

namespace auditor {
namespace {

namespace fs = std::filesystem;

void read_lines(Log& log, Report& report);
void read_blobs(Log& log, Report& report);
std::set<std::string> named_blobs(const Log& log);

}  // namespace

std::string Log::where(std::size_t line) const {
  return fmt::format("{}:{}", (directory / "events.jsonl").string(), line + 1);
}

const std::string& Log::blob(const std::string& digest) const {
  static const std::string none;
  const auto found = blobs.find(digest);
  return found == blobs.end() ? none : found->second;
}

json Log::blob_json(const std::string& digest) const {
  return parse(blob(digest)).value_or(json());
}

Log read_log(const fs::path& directory, Report& report) {
  Log log;
  log.directory = directory;
  read_lines(log, report);
  read_blobs(log, report);
  ++report.logs;
  report.lines += static_cast<int>(log.lines.size());
  return log;
}

namespace {

void read_lines(Log& log, Report& report) {
  const auto text = read_file(log.directory / "events.jsonl");
  if (!text || text->empty()) return report.find(log.where(0), "cannot be read or has no line");
  std::string previous(64, '0');
  for (std::size_t from = 0; from < text->size();) {
    const std::size_t end = text->find('\n', from);
    const std::string where = log.where(log.lines.size());
    if (end == std::string::npos) return report.find(where, "has no end: the line is torn");
    Line line;
    line.text = text->substr(from, end - from);
    const std::optional<json> value = parse(line.text);
    if (!value || canonical(*value) != line.text) {
      return report.find(where, "is no canonical JSON");
    }
    line.value = *value;
    line.hash = sha256(line.text);
    report.expect(number_at(line.value, "v") == 1, where, "is of another version");
    report.expect(number_at(line.value, "seq") == static_cast<std::int64_t>(log.lines.size()),
                  where, "has another number than its place");
    report.expect(number_at(line.value, "time_ms") >= 0, where, "has no time");
    report.expect(text_at(line.value, "previous") == previous, where,
                  "does not follow the line before it: the chain is broken");
    previous = line.hash;
    log.lines.push_back(std::move(line));
    from = end + 1;
  }
}

void read_blobs(Log& log, Report& report) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(log.directory / "blobs", failed)) {
    const std::string name = entry.path().filename().string();
    const auto bytes = read_file(entry.path());
    ++report.blobs;
    const bool is_good = report.expect(bytes && sha256(*bytes) == name, entry.path().string(),
                                       "its bytes do not have the digest of its name");
    if (is_good) log.blobs[name] = *bytes;
  }
  const std::set<std::string> named = named_blobs(log);
  for (const std::string& digest : named) {
    report.expect(log.blobs.count(digest) != 0, (log.directory / "blobs" / shown(digest)).string(),
                  "is named by the log and is not there");
  }
  for (const auto& [digest, bytes] : log.blobs) {
    report.expect(named.count(digest) != 0, (log.directory / "blobs" / digest).string(),
                  "is named by no line");
  }
}

// In the lines themselves, in patches and in lists of spec files.
std::set<std::string> named_blobs(const Log& log) {
  std::set<std::string> named;
  for (const Line& line : log.lines) {
    for (const char* field : {"brief", "input", "output", "patch", "verdict", "feedback", "message",
                              "statement", "spec_files"}) {
      named.insert(text_at(line.value, field));
    }
    const json patch = log.blob_json(text_at(line.value, "patch"));
    for (const json& entry : list_at(patch, "entries")) named.insert(text_at(entry, "blob"));
    const json spec = log.blob_json(text_at(line.value, "spec_files"));
    for (const json& file : list_at(spec, "files")) named.insert(text_at(file, "digest"));
  }
  named.erase("");
  return named;
}

}  // namespace
}  // namespace auditor
