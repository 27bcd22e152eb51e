#include "plan/target_path.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kPathBytesMax = 200;

std::string fault_of_component(const std::string& component);

}  // namespace

std::string fault_of_path(std::string_view path) {
  if (path.empty()) return "is empty; name a relative path";
  if (path.size() > kPathBytesMax) return "is longer than 200 bytes";
  if (path.front() == '/' || path.front() == '~') return "is absolute; write a relative path";
  if (path.find('\\') != std::string_view::npos) return "holds a backslash; separate with '/'";
  if (path.back() == '/') return "ends in '/'; leave it out, or write `dir/**` for all below";
  if (!is_utf8(path) || path.find_first_of("\n\t") != std::string_view::npos ||
      escape_for_terminal(path) != path)
    return "holds a control or hidden character";
  for (const std::string& component : split(path, '/')) {
    std::string fault = fault_of_component(component);
    if (!fault.empty()) return fault;
  }
  return "";
}

namespace {

std::string fault_of_component(const std::string& component) {
  if (component.empty()) return "has an empty component; write one '/' only";
  if (component == "..") return "leaves its tree by `..`";
  if (component == ".") return "has the component `.`; leave it out";
  std::string lower = component;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == ".git" || lower == "git~1") return "names `.git`, which no landing may change";
  return "";
}

}  // namespace
}  // namespace wright
