#include "attack_scene.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "small_files.h"

namespace wright {
namespace {

constexpr const char* kText = "as it was\n";
constexpr const char* kCorePattern = "/proc/sys/kernel/core_pattern";

Error failed_scene(const std::string& what);
Result<void> write_file(const std::string& path, const std::string& text, mode_t mode);
std::string home_of_user();
std::string random_hex();

}  // namespace

std::vector<std::string> Facts::words() const {
  return {directory, name, home, process, tcp_port, tcp6_port};
}

Facts Facts::from(const std::vector<std::string>& words) {
  Facts facts;
  std::size_t at = 0;
  for (std::string* field : {&facts.directory, &facts.name, &facts.home, &facts.process,
                             &facts.tcp_port, &facts.tcp6_port}) {
    if (at < words.size()) *field = words[at++];
  }
  return facts;
}

Result<Scene> Scene::make(const Identity& identity) {
  std::string directory = "/tmp/wright-attack-XXXXXX";
  if (::mkdtemp(directory.data()) == nullptr) return failed_scene("cannot make " + directory);
  Scene scene(identity);
  scene.facts_.directory = directory;
  scene.facts_.name = directory.substr(directory.rfind('/') + 1) + ".new";
  TRY(scene.furnish());
  TRY(scene.listeners_.open(directory, directory + "/socket"));
  ::chmod((directory + "/socket").c_str(), 0777);
  scene.bystander_ = Bystander(identity);
  scene.facts_.process = std::to_string(scene.bystander_.pid());
  scene.facts_.tcp_port = scene.listeners_.tcp_port();
  scene.facts_.tcp6_port = scene.listeners_.tcp6_port();
  return scene;
}

Scene::Scene(Scene&& other) noexcept
    : identity_(other.identity_),
      facts_(std::exchange(other.facts_, {})),
      secret_(std::move(other.secret_)),
      core_pattern_(std::move(other.core_pattern_)),
      open_secret_(std::move(other.open_secret_)),
      listeners_(std::move(other.listeners_)),
      bystander_(std::move(other.bystander_)) {}

Scene::~Scene() {
  std::error_code ignored;
  if (!facts_.directory.empty()) std::filesystem::remove_all(facts_.directory, ignored);
}

// Modes are wide open: what keeps the payload out is the sandbox alone.
Result<void> Scene::furnish() {
  facts_.home = home_of_user();
  secret_ = random_hex();
  core_pattern_ = read_small(kCorePattern);
  if (::chmod(facts_.directory.c_str(), 0777) != 0) return failed_scene("cannot open the scene");
  TRY(write_file(facts_.directory + "/secret", secret_, 0666));
  TRY(write_file(facts_.directory + "/guestbook", kText, 0666));
  if (::mkdir(seed().c_str(), 0777) != 0) return failed_scene("cannot make " + seed());
  TRY(write_file(seed() + "/file", kText, 0644));
  if (identity_.root && ::chown((seed() + "/file").c_str(), identity_.uid, identity_.gid) != 0) {
    return failed_scene("cannot hand over the seed");
  }
  ::setenv("WRIGHT_ATTACK_SECRET", secret_.c_str(), 1);
  // Without O_CLOEXEC: it is there to be inherited.
  open_secret_ = Descriptor(::open((facts_.directory + "/secret").c_str(), O_RDONLY));
  return {};
}

Result<void> Scene::reset_out() const {
  std::error_code ignored;
  std::filesystem::remove_all(out(), ignored);
  if (::mkdir(out().c_str(), 0700) != 0) return failed_scene("cannot make " + out());
  if (identity_.root && ::chown(out().c_str(), identity_.uid, identity_.gid) != 0) {
    return failed_scene("cannot hand over " + out());
  }
  return {};
}

std::string Scene::damage() const {
  std::string text = damaged_files();
  if (listeners_.visited()) text += "somebody came to a socket outside; ";
  if (!bystander_.lives()) text += "a process outside was killed; ";
  if (bystander_.heard()) text += "something was typed on the terminal; ";
  return text;
}

std::string Scene::damaged_files() const {
  std::string text;
  struct stat about {};
  for (const std::string& directory : outside_directories(facts_)) {
    const std::string file = directory + "/" + facts_.name;
    if (::lstat(file.c_str(), &about) == 0) text += file + " was made; ";
  }
  for (const std::string& file : {facts_.directory + "/guestbook", seed() + "/file"}) {
    if (read_small(file) != kText) text += file + " was changed; ";
    if (::stat(file.c_str(), &about) != 0 || about.st_nlink != 1 || (about.st_mode & 07000) != 0) {
      text += file + " was linked, moved or given a mode; ";
    }
  }
  if (read_small(kCorePattern) != core_pattern_) text += "core_pattern was changed; ";
  return text;
}

namespace {

Error failed_scene(const std::string& what) {
  return Error{ErrorKind::io, fmt::format("{}: {}", what, std::strerror(errno))};
}

Result<void> write_file(const std::string& path, const std::string& text, mode_t mode) {
  const Descriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode));
  const bool written =
      file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || ::fchmod(file.get(), mode) != 0) return failed_scene("cannot write " + path);
  return {};
}

// Not HOME: whoever starts us may have set it to a directory that the payload
// has for itself.  A static program has no getpwuid.
std::string home_of_user() {
  const std::unique_ptr<FILE, int (*)(FILE*)> users(::fopen("/etc/passwd", "re"), ::fclose);
  while (const passwd* user = users ? ::fgetpwent(users.get()) : nullptr) {
    if (user->pw_uid == ::getuid() && user->pw_dir[0] == '/') return user->pw_dir;
  }
  return "/root";
}

std::string random_hex() {
  std::array<unsigned char, 16> bytes{};
  (void)!::getrandom(bytes.data(), bytes.size(), 0);
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace
}  // namespace wright
