// A commit and its ancestors in a repository of their own, by one pack.
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<void> write_pack(git_repository* from, const git_oid& tip, const fs::path& into);

}  // namespace

Result<void> Repo::copy_history(const CommitId& commit, const fs::path& directory,
                                const std::string& name) {
  git_repository* raw = nullptr;
  if (git_repository_init(&raw, directory.c_str(), 0) != 0) {
    return git_failure("make a repository in " + directory.string());
  }
  const GitRepository copy(raw);
  const git_oid tip = TRY(oid_of(commit.value));
  const fs::path objects = fs::path(git_repository_path(raw)) / "objects" / "pack";
  TRY(write_pack(state_->repository.get(), tip, objects));
  const std::string branch = "refs/heads/" + name;
  git_reference* reference = nullptr;
  if (git_reference_create(&reference, raw, branch.c_str(), &tip, 0, "bundle") != 0) {
    return git_failure("make the branch " + name);
  }
  const GitReference made(reference);
  if (git_repository_set_head(raw, branch.c_str()) != 0) return git_failure("set HEAD");
  return {};
}

namespace {

Result<void> write_pack(git_repository* from, const git_oid& tip, const fs::path& into) {
  git_packbuilder* raw_builder = nullptr;
  if (git_packbuilder_new(&raw_builder, from) != 0) return git_failure("begin a pack");
  const GitPackBuilder builder(raw_builder);
  git_revwalk* raw_walk = nullptr;
  if (git_revwalk_new(&raw_walk, from) != 0) return git_failure("walk the history");
  const GitRevwalk walk(raw_walk);
  if (git_revwalk_push(raw_walk, &tip) != 0 ||
      git_packbuilder_insert_walk(raw_builder, raw_walk) != 0) {
    return git_failure("collect the history");
  }
  if (git_packbuilder_write(raw_builder, into.c_str(), 0, nullptr, nullptr) != 0) {
    return git_failure("write a pack");
  }
  return {};
}

}  // namespace
}  // namespace wright
