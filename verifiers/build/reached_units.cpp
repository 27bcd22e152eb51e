#include "reached_units.h"

#include <algorithm>

#include "base/text.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDepsBytesMax = 32LL << 20;

bool is_header(const ChangedFile& file);
void add_outputs(const std::string& deps, std::set<std::string> changed, ReachedUnits& reached);

}  // namespace

Result<ReachedUnits> reached_units(const CheckRequest& request, const BuiltTree& built) {
  ReachedUnits reached;
  std::set<std::string> headers;
  for (const ChangedFile& file : request.changes) {
    if (is_unit(file)) {
      reached.files.insert("/src/" + file.path);
    } else if (is_header(file) && built.used_base) {
      headers.insert("/src/" + file.path);
    } else {
      reached.all = true;
    }
  }
  if (reached.all || headers.empty()) return reached;
  Tool tool;
  tool.build = built.directory;
  // A dry run, since ninja would else write its logs anew.
  tool.argv = {"sh", "-c", "ninja -n -C /build -t deps | grep -v '^    /usr/'"};
  tool.limits.output_kept_bytes = kDepsBytesMax;
  const RunReport report = TRY(run_tool(request, tool));
  reached.all = !report.succeeded() || report.truncated;
  if (!reached.all) add_outputs(report.out, std::move(headers), reached);
  return reached;
}

namespace {

bool is_header(const ChangedFile& file) {
  const fs::path extension = fs::path(file.path).extension();
  return extension == ".h" || extension == ".hpp" || extension == ".inc" || extension == ".cuh";
}

// The output of `ninja -t deps`: for each output a line "NAME: #deps ..." and then its
// dependencies, each behind four spaces.  A precompiled header that is reached reaches on.
void add_outputs(const std::string& deps, std::set<std::string> changed, ReachedUnits& reached) {
  const std::vector<std::string> lines = split(deps, '\n');
  for (std::size_t before = 0; before != changed.size();) {
    before = changed.size();
    std::string output;
    for (const std::string& line : lines) {
      if (!line.starts_with("    ")) {
        output = line.substr(0, line.find(": #deps"));
      } else if (changed.count(line.substr(4)) > 0) {
        reached.outputs.insert(output);
        if (output.ends_with(".gch")) changed.insert(output);
      }
    }
  }
}

}  // namespace
}  // namespace wright
