#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "policy.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 120;
constexpr std::size_t kDepthMax = 16;

void check_place(const CheckRequest& request, const ChangedFile& change, Findings& findings);
void check_name(const std::string& path, Findings& findings);
void check_mode(const CheckRequest& request, const ChangedFile& change, Findings& findings);
void check_twins(const std::vector<std::string>& files, Findings& findings);
Result<void> check_scaffold(const CheckRequest& request, Findings& findings);
bool is_build_file(const std::string& path);
bool is_odd(const std::string& part);
std::string lower_case(std::string text);

}  // namespace

Result<Findings> check_scope(const CheckRequest& request) {
  Findings findings;
  for (const ChangedFile& change : request.changes) {
    check_place(request, change, findings);
    check_name(change.path, findings);
    check_mode(request, change, findings);
  }
  TRY(check_scaffold(request, findings));
  const Result<std::vector<std::string>> files = list_files(request.tree);
  if (!files) {
    findings.push_back(fault("scope.kind", "", 0, files.error().message));
    return findings;
  }
  check_twins(*files, findings);
  return findings;
}

namespace {

void check_place(const CheckRequest& request, const ChangedFile& change, Findings& findings) {
  const auto& writes = request.writes;
  const bool is_named = std::find(writes.begin(), writes.end(), change.path) != writes.end();
  if (!is_named && !any_glob_matches(writes, change.path)) {
    findings.push_back(fault(
        "scope.writes", change.path, 0,
        fmt::format("{} may not change: the task writes {}", change.path, join(writes, ", "))));
  } else if (is_build_file(change.path) && !is_named) {
    findings.push_back(fault("scope.build_file", change.path, 0,
                             fmt::format("{} steers the build: a task may change it only when "
                                         "its writes name it without a wildcard",
                                         change.path)));
  }
}

void check_name(const std::string& path, Findings& findings) {
  const std::vector<std::string> parts = split(path, '/');
  if (parts.size() > kDepthMax) {
    findings.push_back(fault("scope.name", path, 0, "the path has too many folders"));
  }
  for (const std::string& part : parts) {
    if (!is_odd(part)) continue;
    findings.push_back(
        fault("scope.name", path, 0,
              fmt::format("\"{}\" is no name for a file: use letters, digits, . _ - +, and begin "
                          "with a letter, a digit or _",
                          part)));
    return;
  }
}

void check_mode(const CheckRequest& request, const ChangedFile& change, Findings& findings) {
  if (change.change == Change::deleted || change.mode != FileMode::executable) return;
  std::error_code failed;
  const fs::perms before = fs::status(request.base_tree / change.path, failed).permissions();
  const bool was_executable = !failed && (before & fs::perms::owner_exec) != fs::perms::none &&
                              before != fs::perms::unknown;
  if (change.change == Change::modified && was_executable) return;
  findings.push_back(fault("scope.mode", change.path, 0,
                           fmt::format("{} became executable: chmod -x it", change.path)));
}

// Names that differ only in case are one file on other systems.
void check_twins(const std::vector<std::string>& files, Findings& findings) {
  std::set<std::string> seen;
  for (const std::string& file : files) {
    if (seen.insert(lower_case(file)).second) continue;
    findings.push_back(fault("scope.name", file, 0,
                             fmt::format("{} differs from another file only in case", file)));
  }
}

Result<void> check_scaffold(const CheckRequest& request, Findings& findings) {
  const fs::path scaffold = request.spec / "scaffold";
  std::error_code failed;
  if (request.spec.empty() || !fs::is_directory(scaffold, failed)) return {};
  for (const std::string& file : TRY(list_files(scaffold))) {
    const std::string want = TRY(read_file(scaffold / file));
    const Result<std::string> got = read_file(request.tree / file);
    if (got && *got == want) continue;
    findings.push_back(fault("scope.scaffold", file, 0,
                             fmt::format("{} belongs to the scaffold of the spec and {}", file,
                                         got ? "was changed" : "is gone")));
  }
  return {};
}

bool is_build_file(const std::string& path) {
  const std::string name = lower_case(fs::path(path).filename().string());
  const std::string ending = lower_case(fs::path(path).extension().string());
  static const std::set<std::string> kNames{
      "cmakelists.txt",    "cmakepresets.json", "cmakeuserpresets.json", "ctestcustom.cmake",
      "ctestconfig.cmake", "makefile",          "build.ninja",           "meson.build"};
  static const std::set<std::string> kEndings{".cmake", ".in", ".ninja", ".mk", ".ld", ".map"};
  return kNames.count(name) > 0 || kEndings.count(ending) > 0;
}

bool is_odd(const std::string& part) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-+").find(c) != std::string_view::npos;
  };
  if (part.empty() || part.size() > kNameBytesMax) return true;
  const bool begins_well =
      std::isalnum(static_cast<unsigned char>(part.front())) != 0 || part.front() == '_';
  return !begins_well || part.back() == '.' || !std::all_of(part.begin(), part.end(), is_plain);
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return text;
}

}  // namespace
}  // namespace wright
