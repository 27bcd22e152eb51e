// A workspace that a check must pass or must fail: a folder below
// verifiers/<check>/good or bad.
//
//   expect.json   what is asked and what must come of it, see below
//   tree/         files of the candidate's tree, over the layers
//   base/         files of the tree before the patch
//   spec/         a spec directory, unless "spec" names one
//
// expect.json, each key optional:
//   rules                 bad only: each must be the rule of some finding
//   at                    bad only: "<file>:<line>" of some finding with the first rule
//   held_out              bad only: whether each finding must be marked held out
//   writes, config, task, landed, expected_tests, visible_only     as in CheckRequest
//   spec                  a spec directory of this repository; its scaffold begins both trees
//   base_layers, layers   folders of this repository that are copied into both trees, into the
//                         candidate's tree
//   incumbent_layers      folders that make the incumbent, built first
//   builds_base           the base is built first, and built upon
//   says                  good only: words of the report's summary
//   before                checks that run first, on the same judging
//   may_be_unavailable    where this machine lacks what the check needs, the test is skipped
//   files, links, executable   what a repository had better not hold: text, targets, modes by path
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "core/json.h"
#include "exec/program.h"

namespace wright {

struct Workspace {
  std::string check;
  std::string kind;  // "good" or "bad".
  std::filesystem::path folder;
};

inline void PrintTo(const Workspace& workspace, std::ostream* out) {
  *out << workspace.folder.string();
}

// All of them, sorted.
inline std::vector<Workspace> workspaces() {
  namespace fs = std::filesystem;
  std::vector<Workspace> found;
  for (const auto& check : fs::directory_iterator(fs::path(WRIGHT_SOURCE_DIR) / "verifiers")) {
    for (const char* kind : {"good", "bad"}) {
      if (!fs::exists(check.path() / kind)) continue;
      for (const auto& folder : fs::directory_iterator(check.path() / kind)) {
        if (!fs::exists(folder.path() / "expect.json")) continue;
        found.push_back({check.path().filename().string(), kind, folder.path()});
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Workspace& a, const Workspace& b) { return a.folder < b.folder; });
  return found;
}

// One judging of a workspace in a directory of its own.
class Bench {
 public:
  Bench(const Workspace& workspace, std::filesystem::path root)
      : workspace_(workspace),
        expect_(nlohmann::json::parse(read_file(workspace.folder / "expect.json").value())),
        root_(std::move(root)) {}

  [[nodiscard]] std::vector<std::string> rules() const {
    return expect_.value("rules", std::vector<std::string>{});
  }

  [[nodiscard]] std::string at() const { return expect_.value("at", ""); }
  [[nodiscard]] bool all_held_out() const { return expect_.value("held_out", false); }

  [[nodiscard]] std::string says() const { return expect_.value("says", ""); }
  [[nodiscard]] bool may_be_unavailable() const {
    return expect_.value("may_be_unavailable", false);
  }

  // The report of the check, after those that must run before it.
  Result<CheckReport> judge() {
    lay_out();
    if (expect_.contains("incumbent_layers")) {
      TRY(run_check("build", request("incumbent", "incumbent_layers")));
    }
    CheckRequest asked = request("candidate", "layers");
    if (expect_.value("builds_base", false)) {
      TRY(run_check("build", request("base", "base")));
      asked.build_base = root_ / "judging_of_base" / "builds";
      const auto now = std::filesystem::file_time_type::clock::now();
      for (const ChangedFile& file : asked.changes) {
        std::filesystem::last_write_time(root_ / "candidate" / file.path, now);
      }
    }
    for (const std::string& check : expect_.value("before", std::vector<std::string>{})) {
      const CheckReport report = TRY(run_check(check, asked));
      if (report.status != CheckStatus::pass) return report;
    }
    return run_check(workspace_.check, asked);
  }

 private:
  using Path = std::filesystem::path;

  static void copy(const Path& from, const Path& into) {
    if (!std::filesystem::exists(from)) return;
    std::filesystem::create_directories(into);
    std::filesystem::copy(from, into,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }
  static void put(const Path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    static_cast<void>(write_file(file, text).has_value());
  }

  [[nodiscard]] Path spec() const {
    const std::string name = expect_.value("spec", "");
    return name.empty() ? workspace_.folder / "spec" : Path(WRIGHT_SOURCE_DIR) / name;
  }
  [[nodiscard]] std::vector<std::string> strings(const char* key) const {
    return expect_.value(key, std::vector<std::string>{});
  }
  void layer(const char* key, const Path& tree) const {
    for (const std::string& folder : strings(key)) copy(Path(WRIGHT_SOURCE_DIR) / folder, tree);
  }

  void lay_out() const {
    for (const char* name : {"base", "candidate", "incumbent"}) {
      std::filesystem::create_directories(root_ / name);
      if (expect_.contains("spec")) copy(spec() / "scaffold", root_ / name);
      layer("base_layers", root_ / name);
    }
    copy(workspace_.folder / "base", root_ / "base");
    layer("layers", root_ / "candidate");
    layer("incumbent_layers", root_ / "incumbent");
    copy(workspace_.folder / "tree", root_ / "candidate");
    const auto texts = expect_.value("files", std::map<std::string, std::string>{});
    for (const auto& [path, text] : texts) put(root_ / "candidate" / path, text);
    const auto links = expect_.value("links", std::map<std::string, std::string>{});
    for (const auto& [path, target] : links) {
      std::filesystem::create_symlink(target, root_ / "candidate" / path);
    }
    for (const std::string& path : strings("executable")) {
      std::filesystem::permissions(root_ / "candidate" / path, std::filesystem::perms(0755));
    }
  }

  [[nodiscard]] CheckRequest request(const std::string& tree, const std::string& judging) const {
    const Path build = WRIGHT_BUILD_DIR;
    CheckRequest request;
    request.task = TaskId{expect_.value("task", "sum")};
    for (const std::string& id : strings("landed")) request.landed.push_back(TaskId{id});
    request.writes = strings("writes");
    request.tree = root_ / tree;
    request.base_tree = root_ / "base";
    request.changes = changes(request.base_tree, request.tree);
    request.spec = spec();
    request.scratch = root_ / ("judging_of_" + judging);
    request.artifacts = request.scratch / "artifacts";
    request.incumbent = root_ / "judging_of_incumbent_layers" / "artifacts";
    if (!expect_.contains("incumbent_layers") || tree == "incumbent") request.incumbent.clear();
    request.cache = build / "tests" / "check_cache";
    request.share = build / "share";
    request.sandbox = build / "bin" / "wright-sandbox";
    request.expected_tests = strings("expected_tests");
    request.visible_only = expect_.value("visible_only", false);
    request.seed = std::string(64, '7');
    return request;
  }

  [[nodiscard]] std::vector<ChangedFile> changes(const Path& base, const Path& tree) const {
    std::vector<ChangedFile> changed;
    const auto before = list_files(base).value_or(std::vector<std::string>{});
    for (const auto& entry : std::filesystem::recursive_directory_iterator(tree)) {
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      const std::string path = std::filesystem::relative(entry.path(), tree).generic_string();
      const bool is_new = !std::filesystem::exists(base / path);
      if (!is_new && read_file(base / path).value() == read_file(tree / path).value()) continue;
      const bool executable = (entry.status().permissions() & std::filesystem::perms::owner_exec) !=
                              std::filesystem::perms::none;
      changed.push_back({path, executable ? FileMode::executable : FileMode::regular,
                         is_new ? Change::added : Change::modified});
    }
    for (const std::string& path : before) {
      if (!std::filesystem::exists(tree / path)) {
        changed.push_back({path, FileMode::regular, Change::deleted});
      }
    }
    std::sort(changed.begin(), changed.end(),
              [](const ChangedFile& a, const ChangedFile& b) { return a.path < b.path; });
    return changed;
  }

  Result<CheckReport> run_check(const std::string& check, CheckRequest request) const {
    request.check = check;
    if (check == workspace_.check) {
      request.config = canonical(expect_.value("config", nlohmann::json::object()));
    }
    TRY(make_directories(request.artifacts));
    TRY(make_directories(request.cache));
    ProgramRequest program;
    program.argv = {std::string(WRIGHT_BUILD_DIR) + "/libexec/check-" + check};
    program.input = canonical(to_json(request));
    const ProgramReport ran = TRY(run_program(program));
    if (ran.timed_out) return Error{ErrorKind::protocol, "the check did not end"};
    const nlohmann::json value = TRY(parse_json(ran.out));
    CheckReport report = TRY(check_report_from_json(value));
    const int expected = report.status == CheckStatus::pass   ? 0
                         : report.status == CheckStatus::fail ? 1
                                                              : 2;
    if (ran.exit_code != expected) {
      return Error{ErrorKind::protocol, "the exit code and the status do not agree"};
    }
    return report;
  }

  Workspace workspace_;
  nlohmann::json expect_;
  Path root_;
};

}  // namespace wright
