#include "policy.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>

#include "devices.h"

namespace wright {
namespace {

using Arguments = std::vector<std::string>;

void add(Arguments& arguments, std::initializer_list<std::string> more);
void add_namespaces(Arguments& arguments, const Surroundings& told);
void add_environment(Arguments& arguments, const Request& request);
void add_system(Arguments& arguments, const View& view);
void add_devices(Arguments& arguments, const Request& request);
void add_top_folder(Arguments& arguments, const std::string& folder);
void add_scratch(Arguments& arguments, const Request& request, const Stage& stage);
void add_inputs(Arguments& arguments, const Request& request, const Stage& stage);

}  // namespace

std::vector<std::string> bwrap_arguments(const Request& request, const Stage& stage,
                                         const View& view) {
  Arguments arguments;
  add_namespaces(arguments, request.surroundings);
  add_environment(arguments, request);
  add_system(arguments, view);
  add_devices(arguments, request);
  add_scratch(arguments, request, stage);
  add_inputs(arguments, request, stage);
  add(arguments, {"--ro-bind", stage.init, kInnerInit, "--chdir", request.directory});
  // Last: nothing can be made in the skeleton any more.
  add(arguments, {"--remount-ro", "/dev", "--remount-ro", "/"});
  return arguments;
}

std::string passwd_text(const Surroundings& told) {
  return fmt::format("root:x:0:0:root:/:/bin/sh\n{0}:x:{1}:{1}:{0}:/tmp:/bin/sh\n", told.user_name,
                     told.uid);
}

std::string group_text(const Surroundings& told) {
  return fmt::format("root:x:0:\n{}:x:{}:\n", told.user_name, told.uid);
}

namespace {

void add(Arguments& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

void add_namespaces(Arguments& arguments, const Surroundings& told) {
  const std::string inner = std::to_string(told.uid);
  add(arguments, {"--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net",
                  "--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--die-with-parent",
                  "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--hostname", told.host_name,
                  "--uid", inner, "--gid", inner});
}

// bwrap itself runs with none of these: a loader variable would act outside.
void add_environment(Arguments& arguments, const Request& request) {
  std::map<std::string, std::string> environment = {
      {"PATH", "/usr/bin:/bin"}, {"HOME", "/tmp"}, {"TMPDIR", "/tmp"},
      {"LC_ALL", "C.UTF-8"},     {"TZ", "UTC"},    {"SOURCE_DATE_EPOCH", "1"}};
  for (const auto& [name, value] : request.environment) environment[name] = value;
  add(arguments, {"--clearenv"});
  for (const auto& [name, value] : environment) add(arguments, {"--setenv", name, value});
}

void add_system(Arguments& arguments, const View& view) {
  add(arguments, {"--ro-bind", "/usr", "/usr"});
  for (const char* folder : {"bin", "sbin", "lib", "lib32", "lib64", "libx32"}) {
    add_top_folder(arguments, folder);
  }
  add(arguments, {"--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind-try",
                  "/etc/ld.so.cache", "/etc/ld.so.cache"});
  add(arguments, {"--file", std::to_string(view.passwd_fd), "/etc/passwd", "--file",
                  std::to_string(view.group_fd), "/etc/group"});
  if (view.fresh_proc) {
    add(arguments, {"--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"});
  } else {
    add(arguments, {"--ro-bind", "/proc", "/proc"});
  }
  add(arguments, {"--dev", "/dev"});
}

void add_devices(Arguments& arguments, const Request& request) {
  if (!request.gpu) return;
  for (const std::string& node : gpu_nodes("/dev")) add(arguments, {"--dev-bind", node, node});
}

void add_top_folder(Arguments& arguments, const std::string& folder) {
  const std::string path = "/" + folder;
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) return;
  if (S_ISDIR(about.st_mode)) add(arguments, {"--ro-bind", path, path});
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size() - 1);
  if (S_ISLNK(about.st_mode) && size > 0) add(arguments, {"--symlink", target.data(), path});
}

void add_scratch(Arguments& arguments, const Request& request, const Stage& stage) {
  if (!stage.tmp.empty()) {
    add(arguments, {"--bind", stage.tmp, "/tmp", "--bind", stage.shared_memory, "/dev/shm"});
    return;
  }
  const std::string bytes = std::to_string(request.limits.tmp_bytes);
  add(arguments, {"--size", bytes, "--tmpfs", "/tmp", "--size", bytes, "--tmpfs", "/dev/shm"});
}

void add_inputs(Arguments& arguments, const Request& request, const Stage& stage) {
  for (std::size_t i = 0; i < request.mounts.size(); ++i) {
    const InputMount& mount = request.mounts[i];
    add(arguments, {mount.writable ? "--bind" : "--ro-bind", stage.mounts[i], mount.at});
  }
  if (request.overlay) add(arguments, {"--bind", stage.overlay, request.overlay->at});
}

}  // namespace
}  // namespace wright
