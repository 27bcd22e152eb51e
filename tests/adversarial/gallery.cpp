#include "adversarial/gallery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "campaign/hall.h"
#include "campaign/pinned_spec.h"
#include "campaign/root.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr auto kOver = fs::copy_options::recursive | fs::copy_options::overwrite_existing;

int last_tier(const Kind& kind, const CheckTable& table);
Result<void> add_files(const fs::path& folder, Patch& patch);

}  // namespace

bool Outcome::escaped() const {
  return planted.is_cheat() && status == VerdictStatus::pass;
}

bool Outcome::is_right() const {
  if (!planted.is_cheat()) return status == VerdictStatus::pass;
  return status == VerdictStatus::fail && rules.count(planted.rule) > 0;
}

Result<Gallery> Gallery::open(const fs::path& directory, const Tools& tools) {
  TRY(make_directories(directory));
  Result<Repo> repo = Repo::open(directory);
  if (!repo || !fs::equivalent(repo->root(), directory)) repo = Repo::init(directory);
  const fs::path folder = directory / "spec" / "planted";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  const fs::path source = WRIGHT_SOURCE_DIR;
  fs::copy(source / "specs" / "example", folder, kOver);
  fs::copy(source / "tests" / "adversarial" / "spec", folder, kOver);
  CheckTable table = TRY(load_checks(tools));
  Spec spec = TRY(load_sound_spec(folder, known_checks(table)));
  return Gallery(TRY(std::move(repo)), tools, std::move(table), std::move(spec), folder);
}

Result<Outcome> Gallery::judge(const Planted& planted, Twins twins) {
  GateRequest request;
  request.base = TRY(base_of(*planted.kind));
  request.patch = TRY(patch_of(planted));
  request.spec = spec_folder_;
  request.task = TaskId{planted.kind->task};
  const bool is_partial = !planted.is_cheat() && twins == Twins::checks_of_their_kind;
  if (is_partial) request.tier_max = last_tier(*planted.kind, table_);
  const Verdict verdict = TRY(judge_revisions(repo_, request, tools_, {}));
  TRY(remove_tree(request.patch));
  Outcome outcome{planted, verdict.status, failing_check(verdict), {}, ""};
  for (const CheckReport& report : verdict.reports) {
    for (const Finding& finding : report.findings) {
      if (finding.severity != Severity::error) continue;
      if (outcome.rules.empty()) outcome.message = finding.message;
      outcome.rules.insert(finding.rule);
    }
  }
  if (outcome.message.empty() && !verdict.reports.empty()) {
    outcome.message = verdict.reports.back().summary;
  }
  return outcome;
}

// The scaffold of the spec with what had landed, as a commit.
Result<std::string> Gallery::base_of(const Kind& kind) {
  Patch patch = TRY(scaffold_patch(spec_));
  for (const fs::path& folder : kind.base) TRY(add_files(folder, patch));
  CommitSpec commit;
  const TreeId empty = TRY(repo_.empty_tree());
  commit.tree = TRY(repo_.apply(empty, spec_.target, patch));
  commit.author_name = kAuthorName;
  commit.author_email = kAuthorEmail;
  commit.message = "The base of " + kind.name + "\n";
  return TRY(repo_.commit(commit)).value;
}

// The layers with the patch over them, in one folder.
Result<fs::path> Gallery::patch_of(const Planted& planted) {
  const fs::path folder = repo_.root() / ("patch." + planted.kind->name + "." + planted.name);
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  for (const fs::path& layer : planted.kind->layers) fs::copy(layer, folder, kOver);
  fs::copy(planted.folder(), folder, kOver);
  return folder;
}

namespace {

// In which the last cheat of the kind is caught.  Rules have the name of their check before the
// dot, those of `policy` that of their group.
int last_tier(const Kind& kind, const CheckTable& table) {
  int last = 0;
  for (const auto& [name, rule] : kind.bad) {
    const auto check = table.find(rule.substr(0, rule.find('.')));
    if (check != table.end()) last = std::max(last, check->second.tier);
  }
  return last;
}

Result<void> add_files(const fs::path& folder, Patch& patch) {
  for (const std::string& path : TRY(list_files(folder))) {
    put(patch, path, FileMode::regular, TRY(read_file(folder / path)));
  }
  return {};
}

}  // namespace
}  // namespace wright::adversarial
