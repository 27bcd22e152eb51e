#include "devices.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace wright {
namespace {

constexpr std::string_view kDevicePrefix = "nvidia";

bool is_gpu_node(std::string_view name) {
  if (name.substr(0, kDevicePrefix.size()) != kDevicePrefix) return false;
  const std::string_view rest = name.substr(kDevicePrefix.size());
  const bool is_number = !rest.empty() && rest.size() <= 3 &&
                         rest.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number || rest == "ctl" || rest == "-uvm" || rest == "-uvm-tools";
}

}  // namespace

std::vector<std::string> gpu_nodes(const std::string& folder) {
  std::vector<std::string> nodes;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return nodes;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string path = folder + "/" + entry->d_name;
    struct stat about {};
    const bool is_device = ::lstat(path.c_str(), &about) == 0 && S_ISCHR(about.st_mode);
    if (is_device && is_gpu_node(entry->d_name)) nodes.push_back(path);
  }
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

}  // namespace wright
