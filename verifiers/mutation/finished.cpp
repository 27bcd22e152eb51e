#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "builder/build_tree.h"
#include "builder/test_program.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "workshop.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDepsBytesMax = 32LL << 20;

Result<void> add_objects(const CheckRequest& request, const std::vector<std::string>& files,
                         Finished& finished);

}  // namespace

// Where the verdict of `build` came from a cache, its tree is not there.
Result<Finished> finished_build(const CheckRequest& request,
                                const std::vector<std::string>& files) {
  TRY(find_artifact(request, "host"));
  const Flavour flavour = release_flavour();
  Finished finished;
  finished.directory = request.scratch / "builds" / flavour.name;
  std::error_code failed;
  if (!fs::exists(finished.directory.string() + ".stamp", failed)) {
    const BuiltTree built = TRY(build_tree(request, flavour));
    if (!built.findings.empty()) {
      return Error{ErrorKind::spec,
                   "the candidate does not build: the check build must pass first"};
    }
  }
  finished.programs = {"host"};
  for (const TestProgram& program : TRY(test_programs(request, ""))) {
    finished.programs.push_back("tests/" + program.name);
  }
  finished.toolchain = TRY(compiler_version(request, flavour.compiler));
  TRY(add_objects(request, files, finished));
  return finished;
}

namespace {

// ninja's own word on what it made of each file: "OBJECT: #deps ...", then each
// file that was read for it, behind four spaces.
Result<void> add_objects(const CheckRequest& request, const std::vector<std::string>& files,
                         Finished& finished) {
  Tool tool;
  tool.mounts = {{finished.directory, "/finished", false}};
  tool.directory = "/finished";
  tool.argv = {"sh", "-c", "ninja -n -C /finished -t deps | grep -v '^    /usr/'"};
  tool.limits.output_kept_bytes = kDepsBytesMax;
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded() || report.truncated) {
    return Error{ErrorKind::protocol, "ninja does not say what it built: " + said(report, 300)};
  }
  std::string object;
  for (const std::string& line : split(report.out, '\n')) {
    if (!line.starts_with("    ")) object = line.substr(0, line.find(": #deps"));
    if (!line.starts_with("    /src/")) continue;
    const std::string file = line.substr(9);
    if (std::find(files.begin(), files.end(), file) == files.end()) continue;
    finished.objects[file].push_back(object);
  }
  return {};
}

}  // namespace
}  // namespace wright
