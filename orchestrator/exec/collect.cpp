#include "exec/collect.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "core/file_name.h"
#include "exec/safe_open.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// Reads an overlay's upper tree.  A kernel that merges the two shows:
//   a file           instead of whatever the lower tree has there
//   0:0 device       nothing there: a deletion
//   a directory      both merged; when it is opaque, its own content alone
class Collector {
 public:
  Collector(int lower, const CollectLimits& limits) : lower_(lower), limits_(limits) {}

  Result<void> walk(int directory, const std::string& path, int depth, bool opaque);
  Collected take() { return {std::move(patch_), std::move(refused_)}; }

 private:
  Result<void> visit(int directory, const std::string& name, const std::string& path, int depth,
                     bool hidden);
  Result<void> enter(int directory, const std::string& name, const std::string& path, int depth,
                     bool hidden);
  void add_file(int directory, const std::string& name, const std::string& path);
  Result<void> delete_below(const std::string& path, int depth);
  void refuse(const std::string& path, const std::string& reason);

  int lower_;
  const CollectLimits& limits_;
  Patch patch_;
  std::vector<std::string> refused_;
  std::int64_t bytes_left_ = limits_.total_bytes_max;
  int entries_left_ = limits_.files_max;
};

Result<Descriptor> open_tree_root(const fs::path& directory);
Result<std::vector<std::string>> names_in(int directory, int count_max, bool& cut);
std::string odd_in(const std::string& name);
bool is_opaque(int directory);
bool is_whiteout(const struct stat& about);
FileMode mode_of(const struct stat& about);
void forget(Patch& patch, const std::string& path);

}  // namespace

Result<Collected> collect_changes(const fs::path& lower, const fs::path& changes,
                                  const CollectLimits& limits) {
  const Descriptor lower_root = TRY(open_tree_root(lower));
  const Descriptor changes_root = TRY(open_tree_root(changes));
  Collector collector(lower_root.get(), limits);
  const Descriptor upper = open_below(changes_root.get(), "upper", true);
  if (!upper && errno != ENOENT) {
    return Error{ErrorKind::io,
                 fmt::format("{}/upper: {}", changes.string(), std::strerror(errno))};
  }
  // No command ran yet: nothing has changed.
  if (upper) TRY(collector.walk(upper.get(), "", 0, false));
  return collector.take();
}

Result<std::string> collect_file(const fs::path& root, const std::string& path,
                                 std::int64_t bytes_max) {
  const Descriptor directory = TRY(open_tree_root(root));
  struct stat about {};
  Result<std::string> bytes = read_regular(directory.get(), path, bytes_max, about);
  if (bytes) return bytes;
  return Error{ErrorKind::io,
               fmt::format("{}: {}", escape_for_terminal(path), bytes.error().message)};
}

namespace {

Result<void> Collector::walk(int directory, const std::string& path, int depth, bool opaque) {
  bool cut = false;
  const std::vector<std::string> names = TRY(names_in(directory, entries_left_, cut));
  entries_left_ -= static_cast<int>(names.size());
  if (cut) refuse(path, fmt::format("more than {} entries in all", limits_.files_max));
  for (const std::string& name : names) {
    TRY(visit(directory, name, path.empty() ? name : path + "/" + name, depth, opaque));
  }
  return {};
}

Result<void> Collector::visit(int directory, const std::string& name, const std::string& path,
                              int depth, bool hidden) {
  struct stat about {};
  if (::fstatat(directory, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) {
    refuse(path, std::strerror(errno));
    return {};
  }
  if (is_whiteout(about)) return hidden ? Result<void>() : delete_below(path, depth);
  const std::string odd = odd_in(name);
  if (!odd.empty()) {
    refuse(path, odd);
    return {};
  }
  if (S_ISDIR(about.st_mode)) return enter(directory, name, path, depth, hidden);
  // A file in the place of a directory hides all of it.
  struct stat below {};
  const bool was_directory =
      ::fstatat(lower_, path.c_str(), &below, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(below.st_mode);
  if (was_directory) TRY(delete_below(path, depth));
  if (S_ISREG(about.st_mode)) {
    add_file(directory, name, path);
  } else {
    refuse(path, kind_of(about));
  }
  return {};
}

Result<void> Collector::enter(int directory, const std::string& name, const std::string& path,
                              int depth, bool hidden) {
  if (depth + 1 >= limits_.depth_max) {
    refuse(path, fmt::format("deeper than {} directories", limits_.depth_max));
    return {};
  }
  const Descriptor inner = open_below(directory, name, true);
  if (!inner) {
    refuse(path, std::strerror(errno));
    return {};
  }
  struct stat below {};
  const bool replaces =
      ::fstatat(lower_, path.c_str(), &below, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(below.st_mode);
  const bool opaque = hidden || replaces || is_opaque(inner.get());
  // What is written again below takes its deletion back.
  if (opaque && !hidden) TRY(delete_below(path, depth));
  return walk(inner.get(), path, depth + 1, opaque);
}

void Collector::add_file(int directory, const std::string& name, const std::string& path) {
  struct stat about {};
  const Result<std::string> bytes =
      read_regular(directory, name, std::min(limits_.file_bytes_max, bytes_left_), about);
  if (!bytes) {
    refuse(path, bytes.error().message);
    return;
  }
  bytes_left_ -= static_cast<std::int64_t>(bytes->size());
  struct stat old_about {};
  const Result<std::string> old = read_regular(lower_, path, limits_.file_bytes_max, old_about);
  if (old && *old == *bytes && mode_of(old_about) == mode_of(about)) {
    forget(patch_, path);
    return;
  }
  put(patch_, path, mode_of(about), *bytes);
}

// The lower tree is ours: small, and with regular files alone.
Result<void> Collector::delete_below(const std::string& path, int depth) {
  struct stat about {};
  if (::fstatat(lower_, path.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return {};
  if (!S_ISDIR(about.st_mode)) {
    put(patch_, path, mode_of(about), std::nullopt);
    return {};
  }
  if (depth > limits_.depth_max) return Error{ErrorKind::io, "the lower tree is too deep"};
  const Descriptor directory = open_below(lower_, path, true);
  if (!directory) return Error{ErrorKind::io, fmt::format("{}: {}", path, std::strerror(errno))};
  bool cut = false;
  constexpr int kLowerMax = 1000000;
  for (const std::string& name : TRY(names_in(directory.get(), kLowerMax, cut))) {
    TRY(delete_below(path + "/" + name, depth + 1));
  }
  return {};
}

void Collector::refuse(const std::string& path, const std::string& reason) {
  refused_.push_back(fmt::format("{}: {}", escape_for_terminal(path), reason));
}

Result<Descriptor> open_tree_root(const fs::path& directory) {
  Descriptor root(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) {
    return Error{ErrorKind::io, fmt::format("{}: {}", directory.string(), std::strerror(errno))};
  }
  return root;
}

Result<std::vector<std::string>> names_in(int directory, int count_max, bool& cut) {
  const int copy = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* list = copy < 0 ? nullptr : ::fdopendir(copy);
  if (list == nullptr) return Error{ErrorKind::io, std::strerror(errno)};
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(list)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    cut = static_cast<int>(names.size()) >= count_max;
    if (cut) break;
    names.push_back(name);
  }
  ::closedir(list);
  std::sort(names.begin(), names.end());
  return names;
}

// Also what a program may take for an option.
std::string odd_in(const std::string& name) {
  return name.front() == '-' ? "its name starts with '-'" : fault_in_name(name);
}

// Which mark the kernel honours depends on who mounted the overlay.
bool is_opaque(int directory) {
  const char* const name = ::geteuid() == 0 ? "trusted.overlay.opaque" : "user.overlay.opaque";
  std::array<char, 8> value{};
  return ::fgetxattr(directory, name, value.data(), value.size()) == 1 && value[0] == 'y';
}

bool is_whiteout(const struct stat& about) {
  return S_ISCHR(about.st_mode) && about.st_rdev == makedev(0, 0);
}

FileMode mode_of(const struct stat& about) {
  return (about.st_mode & S_IXUSR) != 0 ? FileMode::executable : FileMode::regular;
}

void forget(Patch& patch, const std::string& path) {
  const auto found = std::find_if(patch.entries.begin(), patch.entries.end(),
                                  [&path](const PatchEntry& entry) { return entry.path == path; });
  if (found != patch.entries.end()) patch.entries.erase(found);
}

}  // namespace
}  // namespace wright
