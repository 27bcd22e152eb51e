#include "plan/spec_place.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "plan/target_path.h"

namespace wright {
namespace {

constexpr std::size_t kPlaceBytesMax = 200;
constexpr std::size_t kPlaceDepthMax = 8;
constexpr std::array<std::string_view, 4> kFolders{"scaffold", "host", "visible", "held_out"};

bool is_plain(std::string_view name);
bool is_in_place(const std::vector<std::string>& parts);

}  // namespace

std::string fault_of_place(std::string_view path) {
  const std::string fault = fault_of_path(path);
  if (!fault.empty()) return fault;
  const std::vector<std::string> parts = split(path, '/');
  if (path.size() > kPlaceBytesMax || parts.size() > kPlaceDepthMax) return "is too long";
  if (!std::all_of(parts.begin(), parts.end(), is_plain)) {
    return "has a name that is not of letters, digits, `.`, `_` and `-`, or is hidden";
  }
  if (is_in_place(parts)) return "";
  return "is no place of a spec: spec.md, tasks/NNN-slug.md, or below scaffold/, host/, visible/ "
         "or "
         "held_out/";
}

namespace {

bool is_plain(std::string_view name) {
  const auto is_good = [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), is_good);
}

bool is_in_place(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts.front() == "spec.md";
  if (parts.front() == "tasks") return parts.size() == 2 && parts.back().ends_with(".md");
  return std::find(kFolders.begin(), kFolders.end(), parts.front()) != kFolders.end();
}

}  // namespace
}  // namespace wright
