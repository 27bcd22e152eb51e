#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

constexpr int kDepthMax = 64;
constexpr std::size_t kFilesMax = 200000;

Result<void> add_file(git_repository* repository, git_index* index, const PatchEntry& entry,
                      const std::string& bytes);
Result<void> list_into(git_repository* repository, const git_tree* tree, const std::string& prefix,
                       int depth, std::vector<TreeFile>& files);
Result<std::optional<GitTree>> tree_at(git_repository* repository, const TreeId& tree,
                                       const std::string& prefix);

}  // namespace

Result<GitTree> lookup_tree(git_repository* repository, const TreeId& id) {
  const git_oid oid = TRY(oid_of(id.value));
  git_tree* raw = nullptr;
  if (git_tree_lookup(&raw, repository, &oid) != 0) return git_failure("read tree " + id.value);
  return GitTree(raw);
}

Result<TreeId> Repo::empty_tree() {
  git_treebuilder* raw = nullptr;
  if (git_treebuilder_new(&raw, state_->repository.get(), nullptr) != 0) {
    return git_failure("make a tree");
  }
  const GitTreeBuilder builder(raw);
  git_oid oid;
  if (git_treebuilder_write(&oid, raw) != 0) return git_failure("write a tree");
  return TreeId{hex_of(oid)};
}

Result<std::vector<TreeFile>> Repo::list(const TreeId& tree, const std::string& prefix) {
  std::vector<TreeFile> files;
  const std::optional<GitTree> at = TRY(tree_at(state_->repository.get(), tree, prefix));
  if (at) TRY(list_into(state_->repository.get(), at->get(), "", 0, files));
  std::sort(files.begin(), files.end(),
            [](const TreeFile& left, const TreeFile& right) { return left.path < right.path; });
  return files;
}

Result<std::string> Repo::read_blob(const std::string& hex) {
  const git_oid oid = TRY(oid_of(hex));
  git_blob* raw = nullptr;
  if (git_blob_lookup(&raw, state_->repository.get(), &oid) != 0) {
    return git_failure("read blob " + hex);
  }
  const GitBlob blob(raw);
  return std::string(static_cast<const char*>(git_blob_rawcontent(raw)),
                     static_cast<std::size_t>(git_blob_rawsize(raw)));
}

// Through an index in memory: it lets a file take a directory's place, and
// leaves no empty directory behind.
Result<TreeId> Repo::apply(const TreeId& base, const std::string& prefix, const Patch& patch) {
  git_repository* repository = state_->repository.get();
  const std::optional<GitTree> tree = TRY(tree_at(repository, base, prefix));
  if (patch.empty()) return base;
  git_index* raw = nullptr;
  if (git_index_new(&raw) != 0) return git_failure("make an index");
  const GitIndex index(raw);
  if (tree && git_index_read_tree(raw, tree->get()) != 0) return git_failure("read a tree");
  for (const PatchEntry& entry : patch.entries) {
    TRY(check_path(entry.path));
    if (!entry.blob && git_index_remove(raw, entry.path.c_str(), 0) != 0) {
      return git_failure("delete " + entry.path);
    }
  }
  for (const PatchEntry& entry : patch.entries) {
    if (entry.blob) TRY(add_file(repository, raw, entry, patch.blobs.at(*entry.blob)));
  }
  git_oid oid;
  if (git_index_write_tree_to(&oid, raw, repository) != 0) return git_failure("apply the patch");
  return with_subtree(base, prefix, TreeId{hex_of(oid)});
}

Result<TreeId> Repo::with_subtree(const TreeId& base, const std::string& prefix,
                                  const TreeId& subtree) {
  // From the innermost component outwards: each level is its old entries with
  // one replaced.
  if (prefix.empty()) return subtree;
  git_oid inner = TRY(oid_of(subtree.value));
  const std::vector<std::string> parts = split(prefix, '/');
  for (std::size_t level = parts.size(); level-- > 0;) {
    const std::string above = join(
        std::vector<std::string>(parts.begin(), parts.begin() + static_cast<long>(level)), "/");
    const std::optional<GitTree> tree = TRY(tree_at(state_->repository.get(), base, above));
    git_treebuilder* raw = nullptr;
    if (git_treebuilder_new(&raw, state_->repository.get(), tree ? tree->get() : nullptr) != 0) {
      return git_failure("make a tree");
    }
    const GitTreeBuilder builder(raw);
    if (git_treebuilder_insert(nullptr, raw, parts[level].c_str(), &inner, GIT_FILEMODE_TREE) !=
            0 ||
        git_treebuilder_write(&inner, raw) != 0) {
      return git_failure("write a tree");
    }
  }
  return TreeId{hex_of(inner)};
}

Result<std::optional<TreeId>> Repo::subtree(const TreeId& tree, const std::string& prefix) {
  const std::optional<GitTree> at = TRY(tree_at(state_->repository.get(), tree, prefix));
  if (!at) return std::optional<TreeId>();
  return std::optional<TreeId>(TreeId{hex_of(*git_tree_id(at->get()))});
}

namespace {

// The index would drop what is in the way of a path, and we must not.
Result<void> add_file(git_repository* repository, git_index* index, const PatchEntry& entry,
                      const std::string& bytes) {
  git_index_entry added{};
  added.path = entry.path.c_str();
  added.mode =
      entry.mode == FileMode::executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
  const bool is_new = git_index_get_bypath(index, added.path, 0) == nullptr;
  const std::size_t expected = git_index_entrycount(index) + (is_new ? 1 : 0);
  if (git_blob_create_from_buffer(&added.id, repository, bytes.data(), bytes.size()) != 0 ||
      git_index_add(index, &added) != 0) {
    return git_failure("write " + entry.path);
  }
  if (git_index_entrycount(index) == expected) return {};
  return Error{ErrorKind::git, fmt::format("path \"{}\" is a file and a directory",
                                           escape_for_terminal(entry.path))};
}

Result<void> list_into(git_repository* repository, const git_tree* tree, const std::string& prefix,
                       int depth, std::vector<TreeFile>& files) {
  if (depth > kDepthMax || files.size() > kFilesMax) {
    return Error{ErrorKind::git, "a tree is deeper than 64 levels or has more than 200,000 files"};
  }
  for (std::size_t i = 0; i < git_tree_entrycount(tree); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
    const std::string path = prefix + git_tree_entry_name(entry);
    TRY(check_path(path));
    const git_filemode_t mode = git_tree_entry_filemode(entry);
    if (mode == GIT_FILEMODE_TREE) {
      const GitTree child = TRY(lookup_tree(repository, TreeId{hex_of(*git_tree_entry_id(entry))}));
      TRY(list_into(repository, child.get(), path + "/", depth + 1, files));
    } else if (mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) {
      files.push_back({path, mode == GIT_FILEMODE_BLOB ? FileMode::regular : FileMode::executable,
                       hex_of(*git_tree_entry_id(entry))});
    } else {
      return Error{ErrorKind::git,
                   fmt::format("{}: is a link or a submodule", escape_for_terminal(path))};
    }
  }
  return {};
}

Result<std::optional<GitTree>> tree_at(git_repository* repository, const TreeId& tree,
                                       const std::string& prefix) {
  GitTree root = TRY(lookup_tree(repository, tree));
  if (prefix.empty()) return std::optional<GitTree>(std::move(root));
  git_tree_entry* raw = nullptr;
  const int found = git_tree_entry_bypath(&raw, root.get(), prefix.c_str());
  if (found == GIT_ENOTFOUND) return std::optional<GitTree>();
  if (found != 0) return git_failure("read " + prefix);
  const std::unique_ptr<git_tree_entry, GitFree<git_tree_entry_free>> entry(raw);
  if (git_tree_entry_type(raw) != GIT_OBJECT_TREE) return std::optional<GitTree>();
  GitTree subtree = TRY(lookup_tree(repository, TreeId{hex_of(*git_tree_entry_id(raw))}));
  return std::optional<GitTree>(std::move(subtree));
}

}  // namespace
}  // namespace wright
