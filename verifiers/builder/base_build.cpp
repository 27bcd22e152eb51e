#include "builder/base_build.h"

#include <algorithm>

#include "base/files.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

fs::path stamp_of(const fs::path& directory);
bool is_newer(const CheckRequest& request, const fs::path& base);

}  // namespace

Result<bool> begin_from_base(const CheckRequest& request, const Flavour& flavour,
                             const std::string& stamp, const fs::path& into) {
  if (!request.use_caches || request.build_base.empty()) return false;
  const fs::path base = request.build_base / flavour.name;
  const Result<std::string> made_with = read_file(stamp_of(base), 1 << 16);
  if (!made_with || *made_with != stamp || changes_build_files(request)) return false;
  if (!is_newer(request, base)) return false;
  Tool tool;
  tool.build = into;
  tool.sees_candidate = false;
  tool.mounts = {{base, "/base", false}};
  tool.argv = {"cp", "-a", "/base/.", "/build/"};
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded()) {
    return Error{ErrorKind::sandbox, "cannot copy the build of the base: " + said(report, 300)};
  }
  return true;
}

Result<void> write_stamp(const fs::path& directory, const std::string& stamp) {
  return write_file(stamp_of(directory), stamp);
}

bool changes_build_files(const CheckRequest& request) {
  return std::any_of(request.changes.begin(), request.changes.end(), [](const ChangedFile& file) {
    const fs::path path(file.path);
    return path.filename() == "CMakeLists.txt" || path.extension() == ".cmake" ||
           path.extension() == ".in" || path.filename() == "CMakePresets.json";
  });
}

namespace {

// Beside the build tree, where nothing in the sandbox writes.
fs::path stamp_of(const fs::path& directory) {
  return directory.parent_path() / (directory.filename().string() + ".stamp");
}

bool is_newer(const CheckRequest& request, const fs::path& base) {
  std::error_code failed;
  const auto built = fs::last_write_time(stamp_of(base), failed);
  if (failed) return false;
  return std::all_of(request.changes.begin(), request.changes.end(), [&](const ChangedFile& file) {
    if (file.change == Change::deleted) return true;
    std::error_code missing;
    const auto changed = fs::last_write_time(request.tree / file.path, missing);
    return !missing && changed > built;
  });
}

}  // namespace
}  // namespace wright
