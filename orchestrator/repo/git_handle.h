// libgit2's objects as values that free themselves, and its errors as ours.
// Included by the sources of this room alone.
#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "core/ids.h"
#include "repo/repo.h"

namespace wright {

template <auto Free>
struct GitFree {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using GitHandle = std::unique_ptr<T, GitFree<Free>>;

using GitRepository = GitHandle<git_repository, git_repository_free>;
using GitOdb = GitHandle<git_odb, git_odb_free>;
using GitObject = GitHandle<git_object, git_object_free>;
using GitIndex = GitHandle<git_index, git_index_free>;
using GitTree = GitHandle<git_tree, git_tree_free>;
using GitBlob = GitHandle<git_blob, git_blob_free>;
using GitCommit = GitHandle<git_commit, git_commit_free>;
using GitReference = GitHandle<git_reference, git_reference_free>;
using GitSignature = GitHandle<git_signature, git_signature_free>;
using GitDiff = GitHandle<git_diff, git_diff_free>;
using GitPatch = GitHandle<git_patch, git_patch_free>;
using GitBlame = GitHandle<git_blame, git_blame_free>;
using GitRevwalk = GitHandle<git_revwalk, git_revwalk_free>;
using GitTreeBuilder = GitHandle<git_treebuilder, git_treebuilder_free>;
using GitPackBuilder = GitHandle<git_packbuilder, git_packbuilder_free>;
using GitStatusList = GitHandle<git_status_list, git_status_list_free>;
using GitBranchIterator = GitHandle<git_branch_iterator, git_branch_iterator_free>;

// A buffer of libgit2.
struct GitBuffer {
  git_buf buffer = GIT_BUF_INIT;
  GitBuffer() = default;
  GitBuffer(const GitBuffer&) = delete;
  GitBuffer& operator=(const GitBuffer&) = delete;
  ~GitBuffer() { git_buf_dispose(&buffer); }
};

// "cannot WHAT: the library's last message".
[[nodiscard]] Error git_failure(const std::string& what);

[[nodiscard]] std::string hex_of(const git_oid& oid);
Result<git_oid> oid_of(const std::string& hex);

struct Repo::State {
  GitRepository repository;
};

Result<GitTree> lookup_tree(git_repository* repository, const TreeId& id);
Result<GitCommit> lookup_commit(git_repository* repository, const CommitId& id);

// Fails, naming it, unless every component is a name that a checkout may have.
Result<void> check_path(const std::string& path);

}  // namespace wright
