#include "frame/cuda_toolkit.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kHeaderBytesMax = 16 << 20;

std::vector<fs::path> candidates();

}  // namespace

std::optional<fs::path> find_toolkit() {
  for (const fs::path& directory : candidates()) {
    std::error_code failed;
    if (!fs::is_regular_file(directory / "bin" / "nvcc", failed)) continue;
    const fs::path real = fs::canonical(directory, failed);
    if (!failed) return real;
  }
  return std::nullopt;
}

Mount toolkit_mount(const fs::path& toolkit) {
  return {toolkit, kToolkitInside, false};
}

Result<std::string> toolkit_version(const CheckRequest& request, const fs::path& toolkit) {
  Tool tool;
  tool.argv = {std::string(kToolkitInside) + "/bin/nvcc", "--version"};
  tool.mounts = {toolkit_mount(toolkit)};
  tool.sees_candidate = false;
  tool.limits.wall = std::chrono::minutes(1);
  const RunReport report = TRY(run_tool(request, tool));
  constexpr std::string_view kRelease = "release ";
  const std::size_t at = report.out.find(kRelease);
  if (!report.succeeded() || at == std::string::npos) {
    return Error{ErrorKind::unsupported,
                 fmt::format("{}/bin/nvcc does not run in the sandbox ({}): {}", toolkit.string(),
                             describe(report.outcome), said(report, 200))};
  }
  const std::string line = report.out.substr(at + kRelease.size());
  return "nvcc " + escape_for_terminal(trim(line.substr(0, line.find('\n'))));
}

std::optional<fs::path> find_cuda_headers() {
  std::vector<fs::path> folders;
  for (const fs::path& directory : candidates()) folders.push_back(directory / "include");
  folders.emplace_back("/usr/include");
  for (const fs::path& folder : folders) {
    std::error_code failed;
    if (!fs::is_regular_file(folder / "cuda_runtime.h", failed)) continue;
    const fs::path real = fs::canonical(folder, failed);
    if (!failed) return real;
  }
  return std::nullopt;
}

Result<std::string> cuda_headers_version(const fs::path& headers) {
  constexpr std::string_view kDefinition = "#define CUDA_VERSION ";
  const std::string text = TRY(read_file(headers / "cuda.h", kHeaderBytesMax));
  const std::size_t at = text.find(kDefinition);
  if (at == std::string::npos) {
    return Error{ErrorKind::unsupported, (headers / "cuda.h").string() +
                                             " defines no CUDA_VERSION: install the headers "
                                             "of a CUDA toolkit"};
  }
  const std::string line = text.substr(at + kDefinition.size(), 40);
  return std::string(trim(line.substr(0, line.find('\n'))));
}

namespace {

std::vector<fs::path> candidates() {
  std::vector<fs::path> all;
  const char* const home = std::getenv("CUDA_HOME");
  if (home != nullptr && *home == '/') all.emplace_back(home);
  all.emplace_back("/usr/local/cuda");
  const char* const path = std::getenv("PATH");
  for (const std::string& folder : split(path != nullptr ? path : "", ':')) {
    std::error_code failed;
    const fs::path real = fs::canonical(fs::path(folder) / "nvcc", failed);
    if (!failed) all.push_back(real.parent_path().parent_path());
  }
  return all;
}

}  // namespace
}  // namespace wright
