#include "selftest/changes.h"

#include <algorithm>
#include <string>

#include "base/files.h"

namespace wright {

namespace fs = std::filesystem;

std::vector<ChangedFile> changes(const fs::path& base, const fs::path& tree) {
  std::vector<ChangedFile> changed;
  const auto before = list_files(base).value_or(std::vector<std::string>{});
  for (const auto& entry : fs::recursive_directory_iterator(tree)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const std::string path = fs::relative(entry.path(), tree).generic_string();
    const bool is_new = !fs::exists(base / path);
    if (!is_new && read_file(base / path).value() == read_file(tree / path).value()) continue;
    const bool executable =
        (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
    changed.push_back({path, executable ? FileMode::executable : FileMode::regular,
                       is_new ? Change::added : Change::modified});
  }
  for (const std::string& path : before) {
    if (!fs::exists(tree / path)) {
      changed.push_back({path, FileMode::regular, Change::deleted});
    }
  }
  std::sort(changed.begin(), changed.end(),
            [](const ChangedFile& a, const ChangedFile& b) { return a.path < b.path; });
  return changed;
}

}  // namespace wright
