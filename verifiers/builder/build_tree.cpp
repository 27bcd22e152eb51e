#include "builder/build_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "builder/base_build.h"
#include "builder/diagnostics.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kBuildWall{30};  // From nothing, with sanitizers, on a busy machine.

// What is installed; each is a program of the sandbox's view.
struct Kit {
  std::string compiler;  // Its version.
  std::string linker;    // Empty: the compiler's own.
  bool has_ccache = false;
};

Result<Kit> kit_of(const CheckRequest& request, const Flavour& flavour);
bool is_installed(const std::string& program);
Result<std::string> stamp_of(const CheckRequest& request, const Flavour& flavour, const Kit& kit);
Result<Tool> tool_for(const CheckRequest& request, const Flavour& flavour, const BuiltTree& built,
                      const Kit& kit);
std::vector<std::string> configure_argv(const Flavour& flavour, const Kit& kit, bool uses_ccache);
bool only_modifies(const CheckRequest& request);
bool is_worth_a_cache(const CheckRequest& request, const Flavour& flavour, const BuiltTree& built);
Result<bool> step(const CheckRequest& request, const Tool& tool, const std::string& rule,
                  BuiltTree& built);

}  // namespace

Result<BuiltTree> build_tree(const CheckRequest& request, const Flavour& flavour) {
  ConfiguredTree configured = TRY(configure_tree(request, flavour));
  return compile_tree(request, std::move(configured));
}

Result<ConfiguredTree> configure_tree(const CheckRequest& request, const Flavour& flavour) {
  const Kit kit = TRY(kit_of(request, flavour));
  BuiltTree built;
  built.directory = request.scratch / "builds" / flavour.name;
  built.toolchain = kit.linker.empty() ? kit.compiler : kit.compiler + "; " + kit.linker;
  TRY(remove_tree(built.directory));
  const std::string stamp = TRY(stamp_of(request, flavour, kit));
  built.used_base = TRY(begin_from_base(request, flavour, stamp, built.directory));
  Tool tool = TRY(tool_for(request, flavour, built, kit));
  if (!is_worth_a_cache(request, flavour, built)) tool.environment["CCACHE_DISABLE"] = "1";
  tool.argv = configure_argv(flavour, kit, tool.environment.count("CCACHE_DIR") > 0);
  if (!built.used_base || !only_modifies(request)) {
    TRY(step(request, tool, "build.configure", built));
  }
  return ConfiguredTree{std::move(built), std::move(tool), stamp};
}

Result<BuiltTree> compile_tree(const CheckRequest& request, ConfiguredTree configured) {
  BuiltTree& built = configured.built;
  if (!built.findings.empty()) return std::move(built);
  configured.tool.argv = {"ninja", "-C", "/build", "-j2", "-k4", "--quiet"};
  if (TRY(step(request, configured.tool, "build", built))) {
    TRY(write_stamp(built.directory, configured.stamp));
  }
  return std::move(built);
}

bool is_unit(const ChangedFile& file) {
  const fs::path extension = fs::path(file.path).extension();
  return extension == ".cpp" || extension == ".cc" || extension == ".cxx" || extension == ".cu";
}

namespace {

// Where code is optimised, mold 1.10 keeps the unwind entries of empty cold
// parts.  The unwinder may find one of those in the place of a function that
// begins at the same address, and then an exception ends the program.
Result<Kit> kit_of(const CheckRequest& request, const Flavour& flavour) {
  const std::string linker = flavour.is_gate && is_installed("mold") ? "mold" : "";
  std::vector<std::string> named{flavour.compiler};
  if (!linker.empty()) named.push_back(linker);
  auto versions = TRY(versions_of(request, named));
  if (versions[flavour.compiler].empty()) {
    return Error{ErrorKind::unsupported, flavour.compiler + " does not run in the sandbox"};
  }
  for (const char* needed : {"cmake", "ninja"}) {
    if (!is_installed(needed)) {
      return Error{ErrorKind::unsupported, std::string(needed) + " is not installed"};
    }
  }
  return Kit{versions[flavour.compiler], versions[linker], is_installed("ccache")};
}

// The sandbox shows /usr as it is, and looks for programs nowhere else.
bool is_installed(const std::string& program) {
  std::error_code failed;
  return fs::exists(fs::path("/usr/bin") / program, failed);
}

// All that a build depends on but the candidate.
Result<std::string> stamp_of(const CheckRequest& request, const Flavour& flavour, const Kit& kit) {
  std::string stamp =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", kit.compiler, kit.linker, flavour.build_type,
                  flavour.cxx_flags, join(flavour.definitions, " "), flavour.made_with);
  for (const fs::path& folder :
       {request.share / "kit", request.spec / "host", request.spec / "visible"}) {
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) continue;
    for (const std::string& file : TRY(list_files(folder))) {
      stamp += fmt::format("{} {}\n", file, sha256_hex(TRY(read_file(folder / file))));
    }
  }
  return stamp;
}

// The compile cache outlives the judging, so it is left alone when the
// candidate steers the build.
Result<Tool> tool_for(const CheckRequest& request, const Flavour& flavour, const BuiltTree& built,
                      const Kit& kit) {
  Tool tool;
  tool.build = built.directory;
  tool.mounts = flavour.mounts;
  tool.limits.wall = kBuildWall;
  if (!kit.has_ccache || !request.use_caches || changes_build_files(request)) return tool;
  const fs::path cache = request.cache / "ccache";
  if (!fs::exists(cache)) {
    TRY(make_directories(request.cache));
    TRY(make_private_directory(cache));
  }
  tool.mounts.push_back({cache, "/ccache", true});
  tool.environment = {{"CCACHE_DIR", "/ccache"},
                      {"CCACHE_MAXSIZE", "2G"},
                      {"CCACHE_SLOPPINESS", "pch_defines,time_macros"},
                      {"CCACHE_COMPILERCHECK", "%compiler% --version"}};
  return tool;
}

// To look for a unit, ccache preprocesses it and reads the precompiled header:
// a fifth of a first answer, and one unit alone is new, or the verdict on it
// would have been found.
bool is_worth_a_cache(const CheckRequest& request, const Flavour& flavour, const BuiltTree& built) {
  const bool is_one_unit = request.changes.size() == 1 && is_unit(request.changes.front());
  return !flavour.is_gate || !built.used_base || !is_one_unit;
}

std::vector<std::string> configure_argv(const Flavour& flavour, const Kit& kit, bool uses_ccache) {
  std::vector<std::string> argv{
      "cmake",
      "-G",
      "Ninja",
      "-S",
      "/spec/host",
      "-B",
      "/build",
      "-DCANDIDATE=/src",
      "-DKIT=/kit",
      "-DVISIBLE=/spec/visible",
      "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
      "-DCMAKE_BUILD_TYPE=" + flavour.build_type,
      "-DCMAKE_CXX_COMPILER=" + flavour.compiler,
      "-DCMAKE_CXX_FLAGS=" + flavour.cxx_flags,
      fmt::format("-DCMAKE_CXX_COMPILER_LAUNCHER={}", uses_ccache ? "ccache" : "")};
  for (const std::string& one : flavour.definitions) argv.push_back("-D" + one);
  if (flavour.is_gate) argv.emplace_back("-DCMAKE_PROJECT_INCLUDE=/kit/gate.cmake");
  if (!kit.linker.empty()) argv.emplace_back("-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold");
  return argv;
}

// Then the base is configured as this tree would be: no build file changes on a
// base that is built upon, and nothing came or went that CMake could look for.
bool only_modifies(const CheckRequest& request) {
  return std::all_of(request.changes.begin(), request.changes.end(),
                     [](const ChangedFile& file) { return file.change == Change::modified; });
}

// One tool; what it said becomes findings when it failed.  Returns whether to go on.
Result<bool> step(const CheckRequest& request, const Tool& tool, const std::string& rule,
                  BuiltTree& built) {
  const RunReport report = TRY(run_tool(request, tool));
  built.sandbox = describe(report.isolation);
  if (report.succeeded()) return true;
  if (std::holds_alternative<LimitHit>(report.outcome)) {
    built.findings.push_back(located("build.limit", "", 0,
                                     fmt::format("{} ended by its limit ({}): {}", tool.argv[0],
                                                 describe(report.outcome), said(report, 500))));
    return false;
  }
  built.findings = diagnostics_of(report.out + "\n" + report.err, rule);
  return false;
}

}  // namespace
}  // namespace wright
