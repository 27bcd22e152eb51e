#include "adversarial/faulty_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/files.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPlantedMax = 3;  // Of the cheats that the rule is named for.

bool names(const Workspace& workspace, const std::string& rule);
std::vector<Workspace> workspaces_for(const std::vector<std::string>& checks, const Fault& fault);

}  // namespace

FaultyJudge::FaultyJudge(fs::path build, fs::path directory, std::vector<Kind> kinds,
                         std::vector<Fault> every)
    : build_(std::move(build)),
      directory_(std::move(directory)),
      kinds_(std::move(kinds)),
      faults_(build_, directory_, std::move(every)) {}

Result<FaultyJudge> FaultyJudge::open(const fs::path& build, const fs::path& directory,
                                      const std::vector<Kind>& kinds,
                                      const std::vector<Fault>& every) {
  TRY(remove_tree(directory));
  TRY(make_directories(directory / "libexec"));
  return FaultyJudge(build, directory, kinds, every);
}

Result<Judged> FaultyJudge::judge(const Fault& fault) {
  Judged judged;
  judged.fault = fault;
  judged.is_viable = TRY(faults_.take(fault));
  if (!judged.is_viable) return judged;
  std::vector<std::string> checks = checks_of(fault.room());
  if (checks != checks_) kept_.clear();
  checks_ = std::move(checks);
  TRY(renew_libexec());
  judged.by = TRY(first_red(fault));
  if (judged.by.empty()) judged.by = TRY(first_red_kind(fault));
  judged.is_noticed = !judged.by.empty();
  if (!judged.is_noticed) judged.is_viable = TRY(faults_.is_another_program(fault));
  return judged;
}

// All checks as they are; links to them stand where those with the fault will be.
Result<void> FaultyJudge::renew_libexec() {
  spoilt_.clear();
  TRY(remove_tree(directory_ / "libexec"));
  TRY(make_directories(directory_ / "libexec"));
  for (const auto& entry : fs::directory_iterator(build_ / "libexec")) {
    fs::create_symlink(entry.path(), directory_ / "libexec" / entry.path().filename());
  }
  return {};
}

// Puts the fault where it is needed, once.
Result<void> FaultyJudge::spoil(const std::string& check) {
  if (!spoilt_.insert(check).second) return {};
  return faults_.put(check, directory_ / "libexec" / ("check-" + check));
}

Result<std::string> FaultyJudge::first_red(const Fault& fault) {
  for (const Workspace& workspace : workspaces_for(checks_, fault)) {
    TRY(spoil(workspace.check));
    const bool red = TRY(is_red(workspace));
    if (red)
      return fmt::format("{}/{}/{}", workspace.check, workspace.kind,
                         workspace.folder.filename().string());
  }
  return std::string();
}

// What runs before the check is kept for the next fault where it has none of its own.
Result<bool> FaultyJudge::is_red(const Workspace& workspace) {
  const bool is_green = TRY(is_green_without(workspace));
  if (!is_green) return false;
  const fs::path libexec = directory_ / "libexec";
  const auto kept = kept_.find(workspace.folder.string());
  const std::vector<std::string> before = Bench(workspace, {}, {}).checks_before();
  bool has_fault = false;
  for (const std::string& check : before) {
    if (std::find(checks_.begin(), checks_.end(), check) == checks_.end()) continue;
    has_fault = true;
    TRY(spoil(check));
  }
  if (!has_fault) return kept->second.is_red(libexec);
  Result<PreparedBench> anew = PreparedBench::make(workspace, libexec);
  return anew ? anew->is_red(libexec) : Result<bool>(true);
}

// One that is red as it is proves nothing of a fault.
Result<bool> FaultyJudge::is_green_without(const Workspace& workspace) {
  const std::string folder = workspace.folder.string();
  const auto known = green_.find(folder);
  if (known != green_.end() && kept_.count(folder) > 0) return known->second;
  PreparedBench prepared = TRY(PreparedBench::make(workspace, build_ / "libexec"));
  const bool red = TRY(prepared.is_red(build_ / "libexec"));
  if (red) fmt::print(stderr, "red without a fault, so left out: {}\n", folder);
  kept_.insert_or_assign(folder, std::move(prepared));
  green_[folder] = !red;
  return !red;
}

// Its cheats alone: a twin has a workspace beside it that is as honest.
Result<std::string> FaultyJudge::first_red_kind(const Fault& fault) {
  const auto is_meant = [&](const Planted& planted) {
    return planted.is_cheat() &&
           (planted.rule == fault.rule ||
            std::any_of(checks_.begin(), checks_.end(), [&](const std::string& check) {
              return planted.rule == check + fault.rule;
            }));
  };
  Tools tools = tools_beside(build_ / "bin" / "tensorwright");
  tools.libexec = directory_ / "libexec";
  Gallery gallery = TRY(Gallery::open(directory_ / "gallery", tools));
  std::size_t tried = 0;
  for (const Planted& planted : planted_in(kinds_)) {
    if (!is_meant(planted) || tried == kPlantedMax) continue;
    if (tried == 0) {
      for (const std::string& check : checks_) TRY(spoil(check));
    }
    ++tried;
    const Outcome outcome = TRY(gallery.judge(planted));
    if (!outcome.is_right()) return planted.kind->name + "/" + planted.name;
  }
  return std::string();
}

namespace {

bool names(const Workspace& workspace, const std::string& rule) {
  const Result<std::string> text = read_file(workspace.folder / "expect.json");
  return text && text->find(rule + "\"") != std::string::npos;
}

// Those that name the rule first, since they will most likely notice; then check by check.
std::vector<Workspace> workspaces_for(const std::vector<std::string>& checks, const Fault& fault) {
  const std::vector<Workspace> planted = workspaces(WRIGHT_SOURCE_DIR);
  std::vector<Workspace> all;
  for (const std::string& check : checks) {
    std::copy_if(planted.begin(), planted.end(), std::back_inserter(all),
                 [&](const Workspace& one) { return one.check == check; });
  }
  std::stable_partition(all.begin(), all.end(),
                        [&](const Workspace& one) { return names(one, fault.rule); });
  return all;
}

}  // namespace
}  // namespace wright::adversarial
