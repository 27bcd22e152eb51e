#include "auditor/devices.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "auditor/bytes.h"
#include "auditor/statement.h"

namespace auditor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kResult = ".tar.gz";
constexpr std::string_view kStatement = ".json";

// The files of one tree.
struct Folder {
  std::string tree;
  std::set<std::string> results;  // Digests.
  std::set<std::string> named;    // By statements.
};

void read_file_of(const fs::path& file, Folder& folder, Report& report);
void read_statement(const std::string& where, const std::string& text, Folder& folder,
                    Report& report);

}  // namespace

void audit_devices(const Git& git, Report& report) {
  std::vector<fs::path> folders;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(fs::path(git.root()) / "logs/gpu", failed)) {
    folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& path : folders) {
    Folder folder{path.filename().string(), {}, {}};
    const bool is_tree =
        is_hex(folder.tree, 40) && fs::is_directory(fs::symlink_status(path, failed));
    if (!report.expect(is_tree, path.string(), "is no folder that is called as a tree")) continue;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path, failed)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) read_file_of(file, folder, report);
    for (const std::string& digest : folder.named) {
      report.expect(folder.results.count(digest) != 0, path.string(),
                    "a statement was judged from " + digest + ", which is not there");
    }
    for (const std::string& digest : folder.results) {
      if (folder.named.count(digest) != 0) continue;
      report.notes.push_back((path / digest).string() + ": nothing is stated about it");
    }
    if (!git.files(folder.tree))
      report.notes.push_back(path.string() + ": git has no such tree here");
  }
}

namespace {

void read_file_of(const fs::path& file, Folder& folder, Report& report) {
  const std::string where = file.string();
  const std::string name = file.filename().string();
  const std::string digest = name.substr(0, name.find('.'));
  const bool is_result = name == digest + std::string(kResult);
  const bool is_named =
      is_hex(digest, 64) && (is_result || name == digest + std::string(kStatement));
  if (!report.expect(is_named, where, "is neither a statement nor a result")) return;
  const auto bytes = read_file(file);
  if (!report.expect(bytes.has_value(), where, "cannot be read")) return;
  if (is_result) {
    if (report.expect(sha256(*bytes) == digest, where, "does not have the digest of its name")) {
      folder.results.insert(digest);
    }
    return;
  }
  if (!report.expect(bytes->ends_with('\n'), where, "is no whole line")) return;
  const std::string line = bytes->substr(0, bytes->size() - 1);
  report.expect(sha256(line) == digest, where, "what it says does not have the digest of its name");
  read_statement(where, line, folder, report);
}

void read_statement(const std::string& where, const std::string& text, Folder& folder,
                    Report& report) {
  const json value = parse(text).value_or(json());
  const json& subjects = list_at(value, "subject");
  const json& predicate = at(value, "predicate");
  const bool is_ours = canonical(value) == text && subjects.size() == 1 &&
                       text_at(value, "predicateType") == kTypes + "device/v1" &&
                       text_at(at(subjects.front(), "digest"), "gitTree") == folder.tree;
  if (!report.expect(is_ours, where, "is no statement about what a GPU made of this tree")) return;
  const std::string result = text_at(at(predicate, "result"), "sha256");
  if (!report.expect(is_hex(result, 64), where, "names no result that it was judged from")) return;
  folder.named.insert(result);
  bool all_pass = !list_at(predicate, "reports").empty();
  for (const json& one : list_at(predicate, "reports")) {
    all_pass = all_pass && text_at(at(one, "report"), "status") == "pass";
  }
  report.expect(all_pass == (text_at(predicate, "status") == "pass"), where,
                "its status is not that of its reports");
}

}  // namespace
}  // namespace auditor
