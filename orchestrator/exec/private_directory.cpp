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

}  // namespace wright
