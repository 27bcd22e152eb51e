#include "campaign/workshop.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// A visible check runs beside a landing, which must not take its trees away.
constexpr std::chrono::hours kTreeStays{1};

Result<void> rename_into(const fs::path& from, const fs::path& to);
void mark_used(const fs::path& tree);
bool was_used_lately(const fs::path& tree);
Result<void> remove_others(const fs::path& directory, const std::set<std::string>& kept);

}  // namespace

std::optional<fs::path> shared_cache() {
  const char* given = std::getenv("TENSORWRIGHT_CACHE");
  if (given == nullptr || *given == '\0') return std::nullopt;
  return fs::absolute(given).lexically_normal();
}

Result<fs::path> Workshop::tree(Repo& repo, const TreeId& tree, const std::string& prefix,
                                const TreeId& reuse) const {
  const std::string key = TRY(subtree_key(repo, tree, prefix));
  const fs::path directory = work_ / "trees" / key;
  if (fs::exists(directory)) {
    mark_used(directory);
    return directory;
  }
  TRY(make_directories(work_ / "trees"));
  const fs::path fresh = work_ / "trees" / (key + ".new");
  TRY(remove_tree(fresh));
  fs::path other;
  if (!reuse.empty()) {
    const std::string reuse_key = TRY(subtree_key(repo, reuse, prefix));
    other = work_ / "trees" / reuse_key;
    if (!fs::exists(other)) other.clear();
  }
  TRY(make_directories(fresh));
  TRY(repo.materialize(tree, prefix, fresh, other, other.empty() ? TreeId{} : reuse));
  TRY(rename_into(fresh, directory));
  mark_used(directory);
  return directory;
}

fs::path Workshop::builds(const std::string& subtree) const {
  return work_ / "builds" / subtree;
}
fs::path Workshop::gates(const std::string& subtree) const {
  return work_ / "gates" / subtree;
}
fs::path Workshop::artifacts(const std::string& subtree) const {
  return work_ / "artifacts" / subtree;
}
fs::path Workshop::judging(const std::string& id) const {
  return work_ / "judgings" / id;
}
fs::path Workshop::attempt(const AttemptId& id) const {
  return work_ / "attempts" / id.value;
}
fs::path Workshop::spec(const Digest& digest) const {
  return work_ / "spec" / digest.value;
}

Result<void> Workshop::promote(const std::string& judging_id, const std::string& subtree) const {
  TRY(rename_into(judging(judging_id) / "builds", builds(subtree)));
  TRY(rename_into(judging(judging_id) / "artifacts", artifacts(subtree)));
  return remove_tree(judging(judging_id));
}

Result<void> Workshop::promote_gate(const std::string& judging_id,
                                    const std::string& subtree) const {
  TRY(rename_into(judging(judging_id) / "builds", gates(subtree)));
  return remove_tree(judging(judging_id));
}

Result<void> Workshop::keep_only(const std::string& subtree,
                                 const std::set<std::string>& in_use) const {
  std::set<std::string> trees = in_use;
  trees.insert(subtree);
  TRY(remove_others(work_ / "gates", trees));
  TRY(remove_others(work_ / "builds", {subtree}));
  TRY(remove_others(work_ / "artifacts", {subtree}));
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(work_ / "trees", failed)) {
    if (was_used_lately(entry.path())) trees.insert(entry.path().filename().string());
  }
  return remove_others(work_ / "trees", trees);
}

Result<void> Workshop::take_over(const Workshop& finished) const {
  for (const char* folder : {"trees", "builds", "artifacts", "cache"}) {
    TRY(rename_into(finished.work_ / folder, work_ / folder));
  }
  return {};
}

Result<void> Workshop::sweep() const {
  return remove_tree(work_);
}

Result<std::string> subtree_key(Repo& repo, const TreeId& tree, const std::string& prefix) {
  const std::optional<TreeId> subtree = TRY(repo.subtree(tree, prefix));
  return subtree ? subtree->value : std::string("empty");
}

namespace {

// Absent is fine: a cached verdict built nothing.
Result<void> rename_into(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  if (!fs::exists(from, failed)) return {};
  TRY(make_directories(to.parent_path()));
  TRY(remove_tree(to));
  fs::rename(from, to, failed);
  if (failed) {
    return Error{ErrorKind::io, fmt::format("cannot move {} to {}: {}", from.string(), to.string(),
                                            failed.message())};
  }
  return {};
}

// By the time of the directory itself, which no build looks at.
void mark_used(const fs::path& tree) {
  std::error_code failed;
  fs::last_write_time(tree, fs::file_time_type::clock::now(), failed);
}

bool was_used_lately(const fs::path& tree) {
  std::error_code failed;
  const auto used = fs::last_write_time(tree, failed);
  return !failed && fs::file_time_type::clock::now() - used < kTreeStays;
}

Result<void> remove_others(const fs::path& directory, const std::set<std::string>& kept) {
  std::error_code failed;
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(directory, failed)) {
    if (kept.count(entry.path().filename().string()) == 0) others.push_back(entry.path());
  }
  for (const fs::path& other : others) TRY(remove_tree(other));
  return {};
}

}  // namespace
}  // namespace wright
