// repo: trees, diffs, commits and branches of a git repository.
//
// No git_* type leaves this room (repo/git_handle.h tames them).  Nothing here touches
// the user's checkout, index, stashes or untracked files, but for
// `update_checkout`, which refuses unless the checkout is clean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "core/ids.h"
#include "core/patch.h"

namespace wright {

struct TreeFile {
  std::string path;
  FileMode mode = FileMode::regular;
  std::string oid;  // Blob id of git.

  bool operator==(const TreeFile&) const = default;
};

// Author and committer are the same; time is UTC; no other header is written,
// so that the id is a function of these values alone.
struct CommitSpec {
  TreeId tree;
  std::vector<CommitId> parents;
  std::string author_name;
  std::string author_email;
  std::int64_t time_s = 0;
  std::string message;

  bool operator==(const CommitSpec&) const = default;
};

struct CommitInfo {
  CommitId id;
  CommitSpec spec;
  std::map<std::string, std::string> trailers;  // `Key: value` lines of the last paragraph.

  bool operator==(const CommitInfo&) const = default;
};

class Repo {
 public:
  // Opens the repository that contains `directory`.  SHA-256 repositories and
  // no repository at all are each one clear Error.  Ignores the user's and the
  // system's git configuration.
  static Result<Repo> open(const std::filesystem::path& directory);
  // Makes an empty one in an existing directory, for work that nobody keeps.
  static Result<Repo> init(const std::filesystem::path& directory);
  Repo(Repo&&) noexcept;
  Repo& operator=(Repo&&) noexcept;
  ~Repo();

  [[nodiscard]] std::filesystem::path root() const;  // Of the checkout.
  [[nodiscard]] std::filesystem::path git_directory() const;

  // --- trees -------------------------------------------------------------
  Result<TreeId> empty_tree();
  // The files below `prefix` ("" for all) of a tree, sorted by path relative to
  // it.  Links and submodules are an Error that names them.
  Result<std::vector<TreeFile>> list(const TreeId& tree, const std::string& prefix);
  Result<std::string> read_blob(const std::string& oid);
  // `base` with the patch applied below `prefix`, as a tree in the object
  // database.  No index and no checkout.
  Result<TreeId> apply(const TreeId& base, const std::string& prefix, const Patch& patch);
  // The tree that holds `subtree` (may be empty) at `prefix` of `base`.
  Result<TreeId> with_subtree(const TreeId& base, const std::string& prefix, const TreeId& subtree);
  // The id of the tree at `prefix`; none when there is no such tree.
  Result<std::optional<TreeId>> subtree(const TreeId& tree, const std::string& prefix);
  // What turns `from` into `to` below `prefix`, with bytes.
  Result<Patch> diff(const TreeId& from, const TreeId& to, const std::string& prefix);
  // The same for a person: unified, with `context` lines.
  Result<std::string> diff_text(const TreeId& from, const TreeId& to, int context = 3);
  // Writes the files below `prefix` to `into`, hardlinking those that `reuse`
  // (an earlier result, may be empty) already holds with the same oid and mode, so that mtimes
  // tell a build what changed.  Files are 0644 or 0755.
  Result<void> materialize(const TreeId& tree, const std::string& prefix,
                           const std::filesystem::path& into,
                           const std::filesystem::path& reuse = {}, const TreeId& reuse_tree = {});

  // --- commits and branches ------------------------------------------------
  // What commit() would return, without writing anything.
  Result<CommitId> commit_id(const CommitSpec& commit);
  Result<CommitId> commit(const CommitSpec& commit);  // Durable on return.
  Result<CommitInfo> read_commit(const CommitId& id);
  // Accepts branch names, HEAD, full and short ids.
  Result<CommitId> resolve(const std::string& revision);
  Result<std::optional<CommitId>> branch(const std::string& name);
  // Moves or makes `refs/heads/<name>`; fails unless it stands at `expected`.
  Result<void> move_branch(const std::string& name, const std::optional<CommitId>& expected,
                           const CommitId& to);
  Result<std::vector<std::string>> branches(const std::string& prefix);
  Result<void> delete_branch(const std::string& name);
  // Ancestors of `tip` (itself included), newest first.  Parents that a shallow
  // clone lacks are left out, and `truncated` says so.
  struct History {
    std::vector<CommitInfo> commits;
    bool truncated = false;
  };
  Result<History> history(const CommitId& tip, std::int64_t commits_max = 100000);
  // Makes a repository in the empty `directory` with `commit` and its ancestors
  // on a branch `name`, which its HEAD names; nothing is checked out.
  Result<void> copy_history(const CommitId& commit, const std::filesystem::path& directory,
                            const std::string& name);
  // For each line of `path` (relative to the root) at `revision`, the commit
  // that last changed it.
  Result<std::vector<CommitId>> blame(const CommitId& revision, const std::string& path);

  // --- the user's checkout -----------------------------------------------------
  Result<std::optional<std::string>> head_branch();
  Result<std::optional<CommitId>> head();
  // No staged or unstaged change to tracked files, and nothing untracked below `prefix`.
  Result<bool> is_clean(const std::string& prefix);
  // Checks out `to` over a clean checkout at HEAD and moves HEAD's branch.
  Result<void> update_checkout(const CommitId& to);

 private:
  struct State;
  explicit Repo(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wright
