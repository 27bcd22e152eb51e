#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/descriptor.h"
#include "exec/runner.h"
#include "exec/sandbox_json.h"

namespace wright {

Result<void> make_private_directory(const std::filesystem::path& directory) {
  const auto failed = [&directory] {
    return Error{ErrorKind::io, fmt::format("cannot make {} a private directory: {}",
                                            directory.string(), std::strerror(errno))};
  };
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return failed();
  const Descriptor made(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!made) return failed();
  if (::geteuid() == 0 && ::fchown(made.get(), kSandboxUid, kSandboxUid) != 0) return failed();
  if (::fchmod(made.get(), 0700) != 0) return failed();
  return {};
}

Result<void> write_private_file(const std::filesystem::path& file, std::string_view bytes) {
  const Descriptor made(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  bool is_done = static_cast<bool>(made);
  while (is_done && !bytes.empty()) {
    const ssize_t count = ::write(made.get(), bytes.data(), bytes.size());
    is_done = count > 0;
    if (is_done) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  is_done = is_done && (::geteuid() != 0 || ::fchown(made.get(), kSandboxUid, kSandboxUid) == 0);
  if (is_done) return {};
  return Error{ErrorKind::io,
               fmt::format("cannot write {}: {}", file.string(), std::strerror(errno))};
}

}  // namespace wright
