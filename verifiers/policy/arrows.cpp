#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

std::string floor_of(const std::string& path, const Policy& policy);
std::string resolved(const std::string& include, const Source& source, const fs::path& tree);

}  // namespace

Findings check_arrows(const Source& source, const Policy& policy, const fs::path& tree) {
  Findings findings;
  const std::string from = floor_of(source.path, policy);
  if (from.empty()) return findings;
  const std::vector<std::string>& allowed = policy.arrows.at(from);
  for (const CppToken& token : source.code) {
    if (token.kind != CppKind::header || token.text.size() < 3) continue;
    const std::string include = token.text.substr(1, token.text.size() - 2);
    const std::string to = floor_of(resolved(include, source, tree), policy);
    const bool may =
        to.empty() || to == from || std::find(allowed.begin(), allowed.end(), to) != allowed.end();
    if (may) continue;
    findings.push_back(fault("arrows", source.path, token.line,
                             fmt::format("{} may not include {}: it may include {}", from, to,
                                         allowed.empty() ? "no other" : join(allowed, ", "))));
  }
  return findings;
}

namespace {

// The key of `arrows` whose folder holds the path, itself or below src/; the
// longest one when folders are nested.
std::string floor_of(const std::string& path, const Policy& policy) {
  std::string floor;
  for (const auto& [folder, below] : policy.arrows) {
    const bool holds =
        path.rfind(folder + "/", 0) == 0 || path.rfind("src/" + folder + "/", 0) == 0;
    if (holds && folder.size() > floor.size()) floor = folder;
  }
  return floor;
}

// The path below the tree that an include most likely means.
std::string resolved(const std::string& include, const Source& source, const fs::path& tree) {
  const fs::path beside = fs::path(source.path).parent_path() / include;
  for (const fs::path& path : {beside, "src" / fs::path(include), fs::path(include)}) {
    std::error_code failed;
    const std::string inside = path.lexically_normal().generic_string();
    if (inside.rfind("..", 0) != 0 && fs::is_regular_file(tree / inside, failed)) return inside;
  }
  return fs::path(include).lexically_normal().generic_string();
}

}  // namespace
}  // namespace wright
