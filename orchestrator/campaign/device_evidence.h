// What another machine's GPU made of a landed tree: judged here, and kept in
// logs/gpu/<tree>/<sha256>.json with the archive that it was judged from beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/device_subject.h"

namespace wright {

struct DeviceImport {
  TreeId tree;
  std::filesystem::path file;  // The statement.
  std::string statement;       // In-toto, canonical.
  bool passed = false;
  bool already = false;  // It was there: nothing was judged and nothing written.
};

// Takes in the archive that run.sh made of a bundle of ours.  Its raw replies are graded again, by
// the tolerances of the spec, against the oracle here; what it says of itself decides nothing.
// `given` is the directory of a bundle that was made with --spec; empty: the log's spec.  Errors
// (usage) begin with `name`: see read_device_result; a trial on a CPU; a commit or tree that is not
// here; a manifest that is not the one that this program writes for that commit.
Result<DeviceImport> import_device_result(Repo& repo, const Tools& tools, const std::string& name,
                                          const std::string& archive,
                                          const std::filesystem::path& given);

// The statements about what is at `target` of the commit's tree, sorted by name.
Result<std::vector<std::string>> device_evidence_about(Repo& repo, const TreeId& whole,
                                                       const std::string& target);

}  // namespace wright
