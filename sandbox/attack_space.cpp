// Attacks on disks, inodes and whoever reads the output.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "attack_case.h"

namespace wright {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kSpace = 8 * kMiB;
constexpr std::int64_t kDisk = 32 * kMiB;

Tries fill_tmp(const Facts& facts);
Tries make_many_files(const Facts& facts);
Tries write_a_large_file(const Facts& facts);
Tries fill_the_disk(const Facts& facts);
Tries flood_the_output(const Facts& facts);
std::string file_is_small(const Seen& seen);
std::string disk_was_limited(const Seen& seen);
std::string flood_was_cut(const Seen& seen);
std::int64_t fill(const std::string& path, std::int64_t bytes_max);

}  // namespace

std::vector<AttackCase> space_attacks() {
  RunLimits little_space = attack_limits();
  little_space.tmp_bytes = kSpace;
  RunLimits small_files = attack_limits();
  small_files.file_bytes = kSpace;
  RunLimits small_disk = attack_limits();
  small_disk.disk_bytes = kDisk;
  RunLimits little_output = attack_limits();
  little_output.output_total_bytes = kSpace;
  little_output.output_kept_bytes = kMiB;
  return {{"fill /tmp and /dev/shm", fill_tmp, was_refused, little_space},
          {"make files without end", make_many_files, was_refused, little_space},
          {"write one huge file", write_a_large_file, file_is_small, small_files},
          {"fill the disk", fill_the_disk, disk_was_limited, small_disk},
          {"flood the output", flood_the_output, flood_was_cut, little_output}};
}

namespace {

Tries fill_tmp(const Facts&) {
  Tries tries;
  for (const char* file : {"/tmp/fill", "/dev/shm/fill"}) {
    const std::int64_t written = fill(file, 4 * kSpace);
    tries.note(fmt::format("{} bytes in {}", written, file), written > kSpace || written == 0);
  }
  return tries;
}

Tries make_many_files(const Facts&) {
  Tries tries;
  constexpr int kFiles = 100000;
  int made = 0;
  while (made < kFiles &&
         Descriptor(::open(fmt::format("/tmp/{}", made).c_str(), O_CREAT | O_WRONLY, 0600))) {
    ++made;
  }
  tries.note(fmt::format("more than {} files", made), made == kFiles || made == 0);
  return tries;
}

Tries write_a_large_file(const Facts&) {
  Tries tries;
  ::signal(SIGXFSZ, SIG_IGN);
  const std::string file = std::string(kAttackOut) + "/large";
  const std::int64_t written = fill(file, 4 * kSpace);
  tries.note(fmt::format("{} bytes", written), written > kSpace || written == 0);
  constexpr off_t kHuge = 1LL << 40;
  tries.note("a sparse terabyte", ::truncate(file.c_str(), kHuge) == 0);
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  tries.note("a byte far behind", ::pwrite(fd, "!", 1, kHuge) == 1);
  tries.note("fallocate", ::posix_fallocate(fd, 0, kHuge) == 0);
  return tries;
}

std::string file_is_small(const Seen& seen) {
  struct stat about {};
  if (::stat((seen.scene.out() + "/large").c_str(), &about) != 0) return "no file was made; ";
  if (about.st_size > kSpace) return fmt::format("its file has {} bytes; ", about.st_size);
  return was_refused(seen);
}

// At most eight times the limit, and removed with the scene.
Tries fill_the_disk(const Facts&) {
  Tries tries;
  for (std::int64_t i = 0; i < 8 * kDisk / kSpace; ++i) {
    (void)fill(fmt::format("{}/{}", kAttackOut, i), kSpace);
    ::usleep(20000);
  }
  tries.note(fmt::format("{} bytes", 8 * kDisk), true);
  return tries;
}

std::string disk_was_limited(const Seen& seen) {
  std::int64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(seen.scene.out())) {
    bytes += static_cast<std::int64_t>(entry.file_size());
  }
  const bool exceeded = bytes > 4 * kDisk;
  return was_limited("disk")(seen) + (exceeded ? fmt::format("{} bytes; ", bytes) : "");
}

Tries flood_the_output(const Facts&) {
  Tries tries;
  static std::array<char, kMiB> bytes;
  bytes.fill('x');
  for (int i = 0; i < 1024; ++i) {
    if (::write(1 + i % 2, bytes.data(), bytes.size()) < 0) break;
  }
  tries.note("1 GB", true);
  return tries;
}

std::string flood_was_cut(const Seen& seen) {
  constexpr std::size_t kMarkBytes = 100;
  const std::size_t kept = std::max(seen.report.out.size(), seen.report.err.size());
  const bool bounded = kept <= kMiB + kMarkBytes && seen.report.truncated;
  return was_limited("output")(seen) + (bounded ? "" : fmt::format("{} bytes were kept; ", kept));
}

std::int64_t fill(const std::string& path, std::int64_t bytes_max) {
  static std::array<char, 65536> bytes;
  const Descriptor file(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  std::int64_t written = 0;
  while (written < bytes_max) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count <= 0) break;
    written += count;
  }
  return written;
}

}  // namespace
}  // namespace wright
