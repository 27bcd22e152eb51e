#include "core/file_name.h"

#include <algorithm>

#include "base/text.h"

namespace wright {
namespace {

bool is_taken_for_git(const std::string& name);

}  // namespace

std::string fault_in_name(const std::string& name) {
  constexpr std::size_t kBytesMax = 255;
  if (name.empty() || name == "." || name == "..") return "its name leaves its tree";
  if (name.size() > kBytesMax) return "its name has more than 255 bytes";
  if (!is_utf8(name)) return "its name is not UTF-8";
  if (escape_for_terminal(name) != name || name.find_first_of("\n\t") != std::string::npos) {
    return "its name holds control characters";
  }
  if (name.find('\\') != std::string::npos) return "its name holds a backslash";
  if (is_taken_for_git(name)) return "git would take it for its own";
  return "";
}

namespace {

bool is_taken_for_git(const std::string& name) {
  std::string flat = name.substr(0, name.find(':'));
  flat.erase(std::min(flat.find_last_not_of(". ") + 1, flat.size()));
  std::transform(flat.begin(), flat.end(), flat.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return flat == ".git" || flat == "git~1";
}

}  // namespace
}  // namespace wright
