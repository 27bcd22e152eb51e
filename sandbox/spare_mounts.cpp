#include "spare_mounts.h"

#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "small_files.h"

namespace wright {
namespace {

std::string mount_point_in(std::string_view line);
bool is_spare(std::string_view point);

}  // namespace

void leave_spare_mounts() {
  (void)!::chdir("/");  // We may stand in one.
  const std::string mounts = read_small("/proc/self/mountinfo");
  std::string_view rest = mounts;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::string point = mount_point_in(line);
    if (is_spare(point)) ::umount2(point.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
}

namespace {

// The fifth word of "36 35 98:0 /root /point options ...".
std::string mount_point_in(std::string_view line) {
  for (int word = 0; word < 4; ++word) {
    line.remove_prefix(std::min(line.size(), line.find(' ') + 1));
  }
  return std::string(line.substr(0, line.find(' ')));
}

// Not /proc and /dev: a mount may hide something there.
bool is_spare(std::string_view point) {
  constexpr std::array<std::string_view, 11> kSpare{
      "/boot", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/snap", "/srv", "/sys", "/var"};
  return std::any_of(kSpare.begin(), kSpare.end(), [&](std::string_view folder) {
    const bool is_within = point.substr(0, folder.size()) == folder;
    return is_within && (point.size() == folder.size() || point[folder.size()] == '/');
  });
}

}  // namespace
}  // namespace wright
