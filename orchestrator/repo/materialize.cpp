#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "base/descriptor.h"
#include "base/files.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<void> make_parents(const fs::path& root, const std::string& path,
                          std::set<std::string>& made);
Result<void> write_new(const fs::path& file, const std::string& bytes, FileMode mode);
Error failure(const char* what, const fs::path& file);

}  // namespace

Result<void> Repo::materialize(const TreeId& tree, const std::string& prefix, const fs::path& into,
                               const fs::path& reuse, const TreeId& reuse_tree) {
  std::map<std::string, TreeFile> have;
  if (!reuse.empty()) {
    for (TreeFile& file : TRY(list(reuse_tree, prefix))) have[file.path] = file;
  }
  TRY(make_directories(into));
  if (::chmod(into.c_str(), 0755) != 0) return failure("make", into);
  std::set<std::string> made;
  for (const TreeFile& file : TRY(list(tree, prefix))) {
    TRY(make_parents(into, file.path, made));
    const auto old = have.find(file.path);
    const bool is_same = old != have.end() && old->second == file;
    if (is_same && ::link((reuse / file.path).c_str(), (into / file.path).c_str()) == 0) continue;
    const std::string bytes = TRY(read_blob(file.oid));
    TRY(write_new(into / file.path, bytes, file.mode));
  }
  return {};
}

namespace {

// Modes are set and not left to the umask: the sandbox's uid must read them.
Result<void> make_parents(const fs::path& root, const std::string& path,
                          std::set<std::string>& made) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    if (!made.insert(parent).second) continue;
    const fs::path directory = root / parent;
    if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) {
      return failure("make", directory);
    }
    if (::chmod(directory.c_str(), 0755) != 0) return failure("make", directory);
  }
  return {};
}

Result<void> write_new(const fs::path& file, const std::string& bytes, FileMode mode) {
  const Descriptor fd(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!fd) return failure("write", file);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(fd.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failure("write", file);
    done += static_cast<std::size_t>(count);
  }
  if (::fchmod(fd.get(), mode == FileMode::executable ? 0755 : 0644) != 0) {
    return failure("write", file);
  }
  return {};
}

Error failure(const char* what, const fs::path& file) {
  return Error{ErrorKind::io,
               fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno))};
}

}  // namespace
}  // namespace wright
