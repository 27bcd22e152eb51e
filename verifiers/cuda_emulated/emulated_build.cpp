#include "emulated_build.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "builder/build_tree.h"
#include "builder/diagnostics.h"
#include "frame/artifact.h"
#include "frame/cuda_toolkit.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEmulatorInside = "/emulator";
constexpr const char* kNoHeaders =
    "no cuda_runtime.h: install the headers of a CUDA toolkit, 12.8 or later, in /usr/local/cuda, "
    "or say in CUDA_HOME where they are";
constexpr const char* kNoBacktrace = "g++ comes without libbacktrace.a: install GCC 12 or later";
constexpr std::size_t kProgramsMax = 50;

Result<Flavour> emulated_flavour(const CheckRequest& request,
                                 const std::vector<std::string>& tiers);
Result<void> need_backtrace(const CheckRequest& request);
Result<std::string> identity_of(const fs::path& emulator, const fs::path& headers);
Result<void> publish_hosts(const CheckRequest& request, const fs::path& built,
                           const std::vector<std::string>& tiers, EmulatedBuild& build);
Result<void> publish_programs(const CheckRequest& request, const fs::path& built,
                              const std::vector<std::string>& tiers, EmulatedBuild& build);
std::string kind_of(const Finding& finding);

}  // namespace

Result<EmulatedBuild> build_emulated(const CheckRequest& request,
                                     const std::vector<std::string>& tiers) {
  return build_emulated_as("emulated", request, tiers);
}

Result<EmulatedBuild> build_emulated_as(const std::string& name, const CheckRequest& request,
                                        const std::vector<std::string>& tiers) {
  Flavour flavour = TRY(emulated_flavour(request, tiers));
  flavour.name = name;
  const BuiltTree built = TRY(build_tree(request, flavour));
  EmulatedBuild build;
  build.directory = built.directory;
  build.toolchain = fmt::format("{}; headers of CUDA {}", built.toolchain,
                                flavour.made_with.substr(0, flavour.made_with.find(' ')));
  build.sandbox = built.sandbox;
  build.findings = findings_of_build(built.findings);
  if (!build.findings.empty()) return build;
  TRY(publish_hosts(request, built.directory, tiers, build));
  TRY(publish_programs(request, built.directory / "tests", tiers, build));
  return build;
}

std::vector<Finding> missing_programs(const CheckRequest& request,
                                      const std::vector<std::string>& globs,
                                      const EmulatedBuild& build) {
  std::vector<Finding> findings;
  for (const std::string& glob : globs) {
    const bool is_there =
        std::any_of(build.programs.begin(), build.programs.end(),
                    [&](const EmulatedProgram& one) { return glob_matches(glob, one.name); });
    if (is_there) continue;
    findings.push_back(
        located(request.check + ".none", "", 0, fmt::format("no test program is called {}", glob)));
  }
  return findings;
}

std::string host_of(const std::string& tier) {
  return "emulated.host-" + tier;
}

std::vector<Finding> findings_of_build(std::vector<Finding> found) {
  for (Finding& finding : found) finding.rule = "cuda_emulated." + kind_of(finding);
  return found;
}

namespace {

Result<Flavour> emulated_flavour(const CheckRequest& request,
                                 const std::vector<std::string>& tiers) {
  const auto headers = find_cuda_headers();
  if (!headers) return Error{ErrorKind::unsupported, kNoHeaders};
  TRY(need_backtrace(request));
  const fs::path emulator = request.share / "emulator";
  Flavour flavour{"emulated", "g++", "Release", "", false};
  flavour.made_with = TRY(identity_of(emulator, *headers));
  flavour.mounts = {{emulator, kEmulatorInside, false}};
  std::string inside = headers->string();
  // As a compiler's own folder it is not to be named twice, and the sandbox shows it anyhow.
  if (inside != "/usr/include") {
    inside = kCudaHeadersInside;
    flavour.mounts.push_back({*headers, inside, false});
  }
  flavour.definitions = {std::string("EMULATOR=") + kEmulatorInside, "CUDA_HEADERS=" + inside,
                         "EMULATED_TIERS=" + join(tiers, ";")};
  return flavour;
}

// g++ prints the name alone of a library that it does not have.
Result<void> need_backtrace(const CheckRequest& request) {
  Tool tool;
  tool.argv = {"g++", "-print-file-name=libbacktrace.a"};
  tool.sees_candidate = false;
  tool.limits.wall = std::chrono::seconds(20);
  const RunReport report = TRY(run_tool(request, tool));
  if (report.succeeded() && report.out.rfind('/', 0) == 0) return {};
  return Error{ErrorKind::unsupported, kNoBacktrace};
}

// "13000 <digest of the emulator>".
Result<std::string> identity_of(const fs::path& emulator, const fs::path& headers) {
  std::string text = TRY(cuda_headers_version(headers));
  std::string sources;
  for (const std::string& file : TRY(list_files(emulator))) {
    const std::string bytes = TRY(read_file(emulator / file));
    sources += file + " " + sha256_hex(bytes) + "\n";
  }
  return text + " " + sha256_hex(sources);
}

Result<void> publish_hosts(const CheckRequest& request, const fs::path& built,
                           const std::vector<std::string>& tiers, EmulatedBuild& build) {
  for (const std::string& tier : tiers) {
    const Result<Artifact> host = publish(request, host_of(tier), built / ("host-" + tier));
    if (!host) {
      return Error{ErrorKind::spec, fmt::format("the build made no host-{}: host/CMakeLists.txt "
                                                "calls emulated_program(host ...): {}",
                                                tier, host.error().message)};
    }
    build.artifacts.push_back(*host);
  }
  return {};
}

// tests/NAME-TIER.
Result<void> publish_programs(const CheckRequest& request, const fs::path& built,
                              const std::vector<std::string>& tiers, EmulatedBuild& build) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(built, failed)) {
    if (entry.is_regular_file(failed)) files.push_back(entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    for (const std::string& tier : tiers) {
      const std::size_t end = file.size() - std::min(file.size(), tier.size() + 1);
      if (end == 0 || file.substr(end) != "-" + tier) continue;
      if (build.programs.size() == kProgramsMax) return {};
      const std::string artifact = "emulated.test." + file;
      build.artifacts.push_back(TRY(publish(request, artifact, built / file)));
      build.programs.push_back({file.substr(0, end), tier, artifact});
    }
  }
  return {};
}

// What the emulator does not define is refused, never faked.
std::string kind_of(const Finding& finding) {
  const auto says = [&](const char* words) {
    return finding.message.find(words) != std::string::npos;
  };
  for (const char* words :
       {"undefined reference to `cu", "undefined reference to `__", "undefined reference to `nv",
        "is_not_modelled_by_the_emulator", "no such instruction"}) {
    if (says(words)) return "unsupported";
  }
  if (says("warn_unused_result") || says("-Werror=unused-result")) return "unchecked";
  return finding.rule == "build.limit" ? "limit" : "build";
}

}  // namespace
}  // namespace wright
