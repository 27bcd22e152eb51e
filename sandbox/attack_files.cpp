// Attacks on files that lie outside, or that may only be read.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdio>

#include "attack_case.h"
#include "small_files.h"

namespace wright {
namespace {

Tries read_a_secret(const Facts& facts);
Tries write_outside(const Facts& facts);
Tries change_an_input(const Facts& facts);
Tries write_through_memory(const Facts& facts);
Tries leave_links(const Facts& facts);
std::string links_are_harmless(const Seen& seen);
bool can_open(const std::string& path, int flags);

}  // namespace

std::vector<std::string> outside_directories(const Facts& facts) {
  return {"", "/usr", "/usr/bin", "/etc", "/dev", "/var/tmp", facts.home, facts.directory};
}

std::vector<AttackCase> file_attacks() {
  return {{"read a secret file", read_a_secret, was_refused, attack_limits()},
          {"write outside", write_outside, was_refused, attack_limits()},
          {"change a read-only input", change_an_input, was_refused, attack_limits()},
          {"write an input through memory", write_through_memory, was_refused, attack_limits()},
          {"leave links and devices", leave_links, links_are_harmless, attack_limits()}};
}

namespace {

// The words of what it finds go to standard output: the outer half looks there
// for the secret.
Tries read_a_secret(const Facts& facts) {
  Tries tries;
  const std::string secret = facts.directory + "/secret";
  const std::string link = std::string(kAttackOut) + "/link";
  (void)!::symlink(secret.c_str(), link.c_str());
  for (const std::string& path :
       {secret, link, "/proc/1/root" + secret, "/proc/self/root" + secret, "/tmp/.." + secret,
        "/proc/" + facts.process + "/root" + secret, "/proc/" + facts.process + "/cwd",
        std::string("/etc/shadow"), facts.home + "/.bashrc", facts.home + "/.ssh/id_rsa"}) {
    tries.note(path, can_open(path, O_RDONLY));
    std::printf("%s\n", read_small(path).c_str());
  }
  return tries;
}

Tries write_outside(const Facts& facts) {
  Tries tries;
  for (const std::string& directory : outside_directories(facts)) {
    const std::string file = directory + "/" + facts.name;
    tries.note(file, can_open(file, O_WRONLY | O_CREAT));
  }
  for (const std::string& file :
       {facts.directory + "/guestbook", std::string("/usr/bin/true"), std::string("/etc/passwd"),
        std::string("/proc/sys/kernel/core_pattern"), std::string("/proc/sys/vm/drop_caches"),
        std::string("/proc/sysrq-trigger"), std::string("/.wright/init")}) {
    tries.note(file, can_open(file, O_WRONLY | O_APPEND));
  }
  return tries;
}

Tries change_an_input(const Facts& facts) {
  Tries tries;
  const std::string file = std::string(kAttackSeed) + "/file";
  const std::string new_file = std::string(kAttackSeed) + "/" + facts.name;
  const std::string moved = std::string(kAttackOut) + "/moved";
  tries.note("open", can_open(file, O_WRONLY | O_TRUNC));
  tries.note("create", can_open(new_file, O_WRONLY | O_CREAT));
  tries.note("truncate", ::truncate(file.c_str(), 0) == 0);
  tries.note("chmod", ::chmod(file.c_str(), 06777) == 0);
  tries.note("chown", ::chown(file.c_str(), 0, 0) == 0);
  tries.note("unlink", ::unlink(file.c_str()) == 0);
  tries.note("rename", ::rename(file.c_str(), moved.c_str()) == 0);
  tries.note("link", ::link(file.c_str(), moved.c_str()) == 0);
  tries.note("utimensat", ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0) == 0);
  tries.note("setxattr", ::setxattr(file.c_str(), "user.a", "b", 1, 0) == 0);
  return tries;
}

// The kernel lets a process write its own memory whatever the mapping says; a
// shared mapping of a file must be the exception.
Tries write_through_memory(const Facts&) {
  Tries tries;
  for (const std::string& path : {std::string(kAttackSeed) + "/file", std::string("/.wright/init"),
                                  std::string("/usr/bin/true")}) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const Descriptor memory(::open("/proc/self/mem", O_RDWR | O_CLOEXEC));
    void* map = ::mmap(nullptr, 1, PROT_READ, MAP_SHARED, file.get(), 0);
    if (!file || !memory || map == MAP_FAILED) {
      tries.add(" no map of " + path);
      continue;
    }
    tries.note(path, ::pwrite(memory.get(), "!", 1, reinterpret_cast<off_t>(map)) == 1);
  }
  return tries;
}

// What a collector must not follow or copy; links may be left, devices not.
Tries leave_links(const Facts& facts) {
  Tries tries;
  const std::string out = kAttackOut;
  const std::string seed = std::string(kAttackSeed) + "/file";
  (void)!::symlink((facts.directory + "/secret").c_str(), (out + "/result.json").c_str());
  (void)!::symlink("/proc/self/root", (out + "/folder").c_str());
  (void)::mkfifo((out + "/fifo").c_str(), 0666);
  if (can_open(out + "/setuid", O_WRONLY | O_CREAT)) {
    (void)::chmod((out + "/setuid").c_str(), 06755);
  }
  tries.note("hard link", ::link(seed.c_str(), (out + "/hard").c_str()) == 0);
  tries.note("hard link to our program", ::linkat(AT_FDCWD, "/proc/self/exe", AT_FDCWD,
                                                  (out + "/exe").c_str(), AT_SYMLINK_FOLLOW) == 0);
  tries.note("disk device", ::mknod((out + "/disk").c_str(), S_IFBLK | 0666, makedev(8, 0)) == 0);
  tries.note("memory device", ::mknod((out + "/mem").c_str(), S_IFCHR | 0666, makedev(1, 1)) == 0);
  tries.note("chown to root", ::chown((out + "/setuid").c_str(), 0, 0) == 0);
  return tries;
}

std::string links_are_harmless(const Seen& seen) {
  std::string text = was_refused(seen);
  struct stat about {};
  const std::string out = seen.scene.out();
  if (::lstat((out + "/setuid").c_str(), &about) != 0) return text + "no file was left; ";
  if (about.st_uid == 0) text += "the payload made a file of root's; ";
  for (const char* name : {"/disk", "/mem", "/hard", "/exe"}) {
    if (::lstat((out + name).c_str(), &about) == 0) text += out + name + " was made; ";
  }
  return text;
}

bool can_open(const std::string& path, int flags) {
  return static_cast<bool>(
      Descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666)));
}

}  // namespace
}  // namespace wright
