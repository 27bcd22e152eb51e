#include "plan/snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMarkdownBytesMax = 256LL << 10;
constexpr std::int64_t kOtherBytesMax = 4LL << 20;
constexpr std::size_t kFilesMax = 2000;
constexpr int kNestingMax = 16;

// Walks the directory without following a link.
class SnapshotTaker {
 public:
  SnapshotTaker(fs::path root, Findings& findings) : root_(std::move(root)), findings_(findings) {}

  std::error_code read_directory(const std::string& relative, int depth);
  Snapshot take() &&;

 private:
  void read_entry(const fs::directory_entry& entry, const std::string& relative, int depth);
  void read_regular(const fs::directory_entry& entry, const std::string& relative);
  void check_text(const std::string& relative, const std::string& bytes);

  fs::path root_;
  Findings& findings_;
  Snapshot snapshot_;
  bool full_ = false;
};

bool is_text(const std::string& path) {
  return path.ends_with(".md") || path.ends_with(".cases");
}
bool is_plain_name(const std::string& name);
bool is_executable(const fs::file_status& status);

}  // namespace

bool Snapshot::has(const std::string& path) const {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const SpecFile& file, const std::string& p) { return file.path < p; });
  return found != files.end() && found->path == path;
}

std::vector<std::string> Snapshot::below(const std::string& prefix) const {
  std::vector<std::string> paths;
  for (const SpecFile& file : files)
    if (file.path.starts_with(prefix)) paths.push_back(file.path);
  return paths;
}

Result<Snapshot> take_snapshot(const fs::path& directory, Findings& findings) {
  const std::string name = escape_for_terminal(directory.string());
  std::error_code error;
  if (!fs::is_directory(directory, error))
    return Error{ErrorKind::spec, fmt::format("{}: no such spec directory", name)};
  SnapshotTaker taker(directory, findings);
  if (const std::error_code failure = taker.read_directory("", 0))
    return Error{ErrorKind::io, fmt::format("{}: {}", name, failure.message())};
  return std::move(taker).take();
}

Digest digest_below(const std::vector<SpecFile>& files, const std::string& prefix) {
  std::vector<SpecFile> chosen;
  std::copy_if(files.begin(), files.end(), std::back_inserter(chosen),
               [&](const SpecFile& file) { return file.path.starts_with(prefix); });
  return digest_of(canonical(to_json(chosen)));
}

namespace {

std::error_code SnapshotTaker::read_directory(const std::string& relative, int depth) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(root_ / relative, error), end; !error && it != end;
       it.increment(error)) {
    entries.push_back(*it);
    if (entries.size() > kFilesMax) break;
  }
  if (error) return error;
  std::sort(entries.begin(), entries.end());
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    read_entry(entry, relative.empty() ? name : fmt::format("{}/{}", relative, name), depth);
  }
  return {};
}

void SnapshotTaker::read_entry(const fs::directory_entry& entry, const std::string& relative,
                               int depth) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  if (!is_plain_name(entry.path().filename().string())) {
    findings_.add(to_utf8(relative), 1,
                  "a file name must be printable UTF-8 without a backslash, and not .git");
  } else if (error) {
    findings_.add(relative, 1, error.message());
  } else if (fs::is_directory(status)) {
    if (depth >= kNestingMax) {
      findings_.add(relative, 1, fmt::format("nested deeper than {} directories", kNestingMax));
    } else if (const std::error_code failure = read_directory(relative, depth + 1)) {
      findings_.add(relative, 1, fmt::format("cannot be read: {}", failure.message()));
    }
  } else if (fs::is_regular_file(status)) {
    read_regular(entry, relative);
  } else {
    findings_.add(relative, 1,
                  fs::is_symlink(status) ? "a symbolic link; a spec holds regular files only"
                                         : "a FIFO, socket or device; a spec holds regular files");
  }
}

void SnapshotTaker::read_regular(const fs::directory_entry& entry, const std::string& relative) {
  if (snapshot_.files.size() >= kFilesMax) {
    if (!full_)
      findings_.add("spec.md", 1, fmt::format("the spec has more than {} files", kFilesMax));
    full_ = true;
    return;
  }
  const std::int64_t bytes_max = relative.ends_with(".md") ? kMarkdownBytesMax : kOtherBytesMax;
  std::error_code error;
  const std::uintmax_t size = entry.file_size(error);
  if (!error && size > static_cast<std::uintmax_t>(bytes_max)) {
    findings_.add(relative, 1, fmt::format("{} bytes; at most {} are read", size, bytes_max));
    return;
  }
  const Result<std::string> bytes = read_file(entry.path(), bytes_max);
  if (!bytes) {
    findings_.add(relative, 1, bytes.error().message);
    return;
  }
  std::error_code ignored;
  snapshot_.files.push_back(
      SpecFile{relative, is_executable(entry.status(ignored)), digest_of(*bytes)});
  if (is_text(relative)) check_text(relative, *bytes);
}

void SnapshotTaker::check_text(const std::string& relative, const std::string& bytes) {
  snapshot_.texts[relative] = to_utf8(bytes);
  int number = 1;
  for (const std::string& line : split(bytes, '\n')) {
    if (!is_utf8(line)) {
      findings_.add(relative, number, "not UTF-8; save the file as UTF-8");
      return;
    }
    ++number;
  }
}

Snapshot SnapshotTaker::take() && {
  std::sort(snapshot_.files.begin(), snapshot_.files.end(),
            [](const SpecFile& a, const SpecFile& b) { return a.path < b.path; });
  return std::move(snapshot_);
}

bool is_plain_name(const std::string& name) {
  return is_utf8(name) && name.find('\\') == std::string::npos && name != ".git" &&
         name.find_first_of("\n\t") == std::string::npos && escape_for_terminal(name) == name;
}

bool is_executable(const fs::file_status& status) {
  return (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
}

}  // namespace
}  // namespace wright
