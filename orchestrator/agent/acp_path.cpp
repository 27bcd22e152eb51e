#include "agent/acp_path.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "core/file_name.h"

namespace wright {
namespace {

constexpr std::size_t kPathBytesMax = 4000;

bool is_below(const std::string& path, const std::string& directory) {
  return path.rfind(directory + "/", 0) == 0;
}

Error fault(const std::string& path, const std::string& what) {
  return Error{ErrorKind::protocol, fmt::format("{} {}", escape_for_terminal(path), what)};
}

// ".." goes before anything is looked up: what a link would make of it does not count.
Result<std::string> plain_path(const std::string& path) {
  if (path.size() > kPathBytesMax) return Error{ErrorKind::protocol, "the path is too long"};
  if (path.empty() || path.front() != '/') return fault(path, "is not absolute");
  std::string plain = std::filesystem::path(path).lexically_normal().string();
  if (plain.rfind("//", 0) == 0) plain.erase(0, 1);
  if (plain.size() > 1 && plain.back() == '/') plain.pop_back();
  return plain;
}

}  // namespace

Result<std::string> readable_path(const std::string& path) {
  std::string plain = TRY(plain_path(path));
  for (const char* directory : {"/work", "/task", "/build"}) {
    if (is_below(plain, directory)) return plain;
  }
  return fault(plain, "is not below /work, /task or /build");
}

Result<std::string> writable_path(const std::string& path) {
  std::string plain = TRY(plain_path(path));
  if (is_below(plain, "/build")) return plain;
  if (!is_below(plain, "/work")) return fault(plain, "is not below /work or /build");
  for (const std::filesystem::path& name : std::filesystem::path(plain.substr(1))) {
    const std::string why = fault_in_name(name.string());
    if (!why.empty()) return fault(plain, "cannot be part of a patch: " + why);
  }
  return plain;
}

}  // namespace wright
