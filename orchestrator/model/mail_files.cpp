#include "model/mail_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/descriptor.h"
#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRequestEnd = "-request.json";

}  // namespace

std::string shown(const fs::path& file) {
  return escape_for_terminal(file.string());
}

Result<void> check_mailbox(const fs::path& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return Error{ErrorKind::usage, fmt::format("{}: is no directory", shown(directory))};
  }
  if (status.st_uid != ::geteuid() || (status.st_mode & S_IWOTH) != 0) {
    return Error{ErrorKind::usage,
                 fmt::format("{0}: a mailbox must be yours, and not for everybody "
                             "to write: chmod o-w {0}",
                             shown(directory))};
  }
  return {};
}

Result<std::int64_t> latest_request(const fs::path& directory) {
  std::int64_t latest = 0;
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const std::size_t digits = name.find('-');
    if (digits == std::string::npos || name.substr(digits) != kRequestEnd) continue;
    std::int64_t number = 0;
    const auto [rest, wrong] = std::from_chars(name.data(), name.data() + digits, number);
    if (wrong == std::errc() && rest == name.data() + digits) latest = std::max(latest, number);
  }
  if (!failed) return latest;
  return Error{ErrorKind::io, fmt::format("{}: {}", shown(directory), failed.message())};
}

Result<std::string> read_mail(const fs::path& file) {
  const auto refused = [](const char* why) { return Error{ErrorKind::protocol, why}; };
  const Descriptor fd(
      ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == ELOOP) return refused("is a symbolic link: put the file itself there");
  if (!fd) return refused("cannot be read: chmod u+r it");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return refused("is no regular file: put one there");
  }
  if (status.st_uid != ::geteuid())
    return refused("belongs to somebody else: write it as yourself");
  if (status.st_size > kMailBytesMax) return refused("has more than 4 MiB: say it shorter");
  return read_file(fmt::format("/proc/self/fd/{}", fd.get()), kMailBytesMax);
}

}  // namespace wright
