#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "builder/build_tree.h"
#include "builder/diagnostics.h"
#include "frame/artifact.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTestProgramsMax = 50;

std::vector<std::string> test_programs(const fs::path& folder);
bool is_plain_name(const std::string& name);

}  // namespace

Result<Published> publish_programs(const CheckRequest& request, const BuiltTree& built,
                                   const std::string& prefix) {
  Published published;
  const Result<Artifact> host = publish(request, prefix + "host", built.directory / "host");
  if (host) {
    published.artifacts.push_back(*host);
  } else {
    published.findings.push_back(
        located("build.host", "", 0, "the build made no host: " + host.error().message));
  }
  for (const std::string& name : test_programs(built.directory / "tests")) {
    const Result<Artifact> program =
        publish(request, fmt::format("{}test.{}", prefix, name), built.directory / "tests" / name);
    if (program) {
      published.artifacts.push_back(*program);
    } else {
      published.findings.push_back(located("build.tests", "", 0, program.error().message));
    }
  }
  return published;
}

namespace {

// The executables directly in the folder, sorted.
std::vector<std::string> test_programs(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    const fs::file_status status = entry.symlink_status(failed);
    const bool runs = status.type() == fs::file_type::regular &&
                      (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    if (runs && is_plain_name(name) && names.size() < kTestProgramsMax) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_plain_name(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
}

}  // namespace
}  // namespace wright
