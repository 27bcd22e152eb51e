#include "selftest/workspace.h"

#include <algorithm>
#include <map>

#include "base/files.h"
#include "core/json.h"
#include "exec/program.h"
#include "selftest/changes.h"
#include "selftest/expectation.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHere = "{workspace}";
constexpr const char* kBuild = "build";

void copy_over(const fs::path& from, const fs::path& into) {
  if (!fs::exists(from)) return;
  fs::create_directories(into);
  fs::copy(from, into, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}
void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  static_cast<void>(write_file(file, text).has_value());
}

}  // namespace

void PrintTo(const Workspace& workspace, std::ostream* out) {
  *out << workspace.folder.string();
}

std::vector<Workspace> workspaces(const fs::path& home) {
  std::vector<Workspace> found;
  for (const auto& check : fs::directory_iterator(home / "verifiers")) {
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

Bench::Bench(const Workspace& workspace, Path root, BenchPlaces places)
    : workspace_(workspace),
      expect_(nlohmann::json::parse(read_file(workspace.folder / "expect.json").value())),
      root_(std::move(root)),
      places_(std::move(places)) {}

Result<CheckReport> Bench::judge() {
  std::optional<CheckReport> before = TRY(prepare());
  return before ? Result<CheckReport>(*std::move(before)) : run();
}

Result<std::optional<CheckReport>> Bench::prepare() {
  lay_out();
  if (expect_.contains("incumbent_layers")) {
    TRY(run_check(kBuild, request("incumbent", "incumbent_layers")));
  }
  asked_ = request("candidate", "layers");
  TRY(put_host("host", asked_.artifacts));
  TRY(put_host("incumbent_host", asked_.incumbent));
  if (builds_base()) {
    TRY(run_check(kBuild, request("base", "base")));
    asked_.build_base = root_ / "judging_of_base" / "builds";
    const auto now = fs::file_time_type::clock::now();
    for (const ChangedFile& file : asked_.changes) {
      fs::last_write_time(root_ / "candidate" / file.path, now);
    }
  }
  for (const std::string& check : strings("before")) {
    CheckReport report = TRY(run_check(check, asked_));
    if (report.status != CheckStatus::pass) return std::optional<CheckReport>(std::move(report));
  }
  return std::optional<CheckReport>();
}

Result<CheckReport> Bench::run() const {
  return run_check(workspace_.check, asked_);
}

std::vector<std::string> Bench::checks_before() const {
  std::vector<std::string> checks = strings("before");
  if (expect_.contains("incumbent_layers") || builds_base()) checks.emplace_back(kBuild);
  return checks;
}

bool Bench::is_as_expected(const CheckReport& report) const {
  return is_met(expect_, workspace_.is_cheat(), report);
}

Bench::Path Bench::spec() const {
  const std::string name = expect_.value("spec", "");
  return name.empty() ? workspace_.folder / "spec" : places_.home / name;
}
std::vector<std::string> Bench::strings(const char* key) const {
  return expect_.value(key, std::vector<std::string>{});
}
void Bench::layer(const char* key, const Path& tree) const {
  for (const std::string& folder : strings(key)) copy_over(places_.home / folder, tree);
}

void Bench::lay_out() const {
  for (const char* name : {"base", "candidate", "incumbent"}) {
    fs::create_directories(root_ / name);
    if (expect_.contains("spec")) copy_over(spec() / "scaffold", root_ / name);
    layer("base_layers", root_ / name);
  }
  copy_over(workspace_.folder / "base", root_ / "base");
  layer("layers", root_ / "candidate");
  layer("incumbent_layers", root_ / "incumbent");
  copy_over(workspace_.folder / "tree", root_ / "candidate");
  const auto texts = expect_.value("files", std::map<std::string, std::string>{});
  for (const auto& [path, text] : texts) put(root_ / "candidate" / path, text);
  const auto links = expect_.value("links", std::map<std::string, std::string>{});
  for (const auto& [path, target] : links) {
    fs::create_symlink(target, root_ / "candidate" / path);
  }
  const auto blanks = expect_.value("blank", std::map<std::string, std::size_t>{});
  for (const auto& [path, bytes] : blanks) {
    put(root_ / "candidate" / path, std::string(bytes, ' '));
  }
  for (const std::string& path : strings("executable")) {
    fs::permissions(root_ / "candidate" / path, fs::perms(0755));
  }
  for (const std::string& path : strings("executable_before")) {
    fs::permissions(root_ / "base" / path, fs::perms(0755));
  }
}

Result<void> Bench::put_host(const char* key, const Path& artifacts) const {
  const std::string file = expect_.value(key, "");
  if (file.empty()) return {};
  const std::string bytes = TRY(read_file(places_.home / file));
  TRY(make_directories(artifacts));
  TRY(write_file(artifacts / "host", bytes));
  fs::permissions(artifacts / "host", fs::perms(0755));
  return {};
}

CheckRequest Bench::request(const std::string& tree, const std::string& judging) const {
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
  const bool has_incumbent =
      expect_.contains("incumbent_layers") || expect_.contains("incumbent_host");
  if (has_incumbent && tree != "incumbent") {
    request.incumbent = root_ / "judging_of_incumbent_layers" / "artifacts";
  }
  request.cache = places_.cache;
  request.share = expect_.value("no_share", false) ? root_ / "no_share" : places_.share;
  request.sandbox = places_.sandbox;
  request.expected_tests = strings("expected_tests");
  request.visible_only = expect_.value("visible_only", false);
  request.seed = std::string(64, '7');
  return request;
}

Result<CheckReport> Bench::run_check(const std::string& check, CheckRequest request) const {
  request.check = check;
  if (check == workspace_.check) {
    request.config = canonical(expect_.value("config", nlohmann::json::object()));
    const std::size_t at = request.config.find(kHere);
    if (at != std::string::npos) request.config.replace(at, kHere.size(), workspace_.folder);
  }
  TRY(make_directories(request.artifacts));
  TRY(make_directories(request.cache));
  ProgramRequest program;
  program.argv = {(places_.libexec / ("check-" + check)).string()};
  program.input = canonical(to_json(request));
  program.wall = places_.check_wall;
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

}  // namespace wright
