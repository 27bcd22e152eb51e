// A judge with one fault in it, and whether anything that was planted notices.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adversarial/fault_build.h"
#include "adversarial/faults.h"
#include "adversarial/gallery.h"
#include "adversarial/prepared_bench.h"
#include "base/result.h"

namespace wright::adversarial {

struct Judged {
  Fault fault;
  bool is_viable = false;   // It compiles, and to other bytes.
  bool is_noticed = false;  // The planted cheats, twins and workspaces went red.
  std::string by;           // What went red first.
  std::string because;      // What makes it equivalent; then nothing may notice it.
};

// Asks the workspaces of the checks that have the source in them, those first that name the rule;
// then the cheats of the corpus that are to meet it.
class FaultyJudge {
 public:
  // `directory` is emptied.
  static Result<FaultyJudge> open(const std::filesystem::path& build,
                                  const std::filesystem::path& directory,
                                  const std::vector<Kind>& kinds, const std::vector<Fault>& every);

  Result<Judged> judge(const Fault& fault);

 private:
  FaultyJudge(std::filesystem::path build, std::filesystem::path directory, std::vector<Kind> kinds,
              std::vector<Fault> every);
  Result<void> renew_libexec();
  Result<void> spoil(const std::string& check);
  Result<std::string> first_red(const Fault& fault);
  Result<bool> is_red(const Workspace& workspace);
  Result<bool> is_green_without(const Workspace& workspace);
  Result<std::string> first_red_kind(const Fault& fault);

  std::filesystem::path build_;
  std::filesystem::path directory_;
  std::vector<Kind> kinds_;
  FaultBuild faults_;
  std::vector<std::string> checks_;            // That have the source of the fault in them.
  std::set<std::string> spoilt_;               // Those of them that have the fault already.
  std::map<std::string, PreparedBench> kept_;  // By folder: prepared by sound checks.
  std::map<std::string, bool> green_;          // By folder: what sound checks say of it.
};

}  // namespace wright::adversarial
