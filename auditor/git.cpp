#include "auditor/git.h"

#include <fmt/format.h>
#include <git2.h>

namespace auditor {
namespace {

constexpr std::size_t kFilesMax = 200000;

template <auto Release>
struct Releasing {
  template <class T>
  void operator()(T* object) const {
    Release(object);
  }
};
using HeldTree = std::unique_ptr<git_tree, Releasing<git_tree_free>>;
using HeldCommit = std::unique_ptr<git_commit, Releasing<git_commit_free>>;
using HeldObject = std::unique_ptr<git_object, Releasing<git_object_free>>;
using HeldEntry = std::unique_ptr<git_tree_entry, Releasing<git_tree_entry_free>>;

std::string hex(const git_oid* id) {
  char text[GIT_OID_HEXSZ + 1] = {};
  git_oid_fmt(text, id);
  return text;
}

HeldTree look_up_tree(git_repository* repository, const std::string& id) {
  git_oid oid{};
  git_tree* raw = nullptr;
  if (git_oid_fromstr(&oid, id.c_str()) != 0) return nullptr;
  return HeldTree(git_tree_lookup(&raw, repository, &oid) == 0 ? raw : nullptr);
}

bool add_files(git_repository* repository, const std::string& tree, const std::string& prefix,
               Files& files) {
  const HeldTree held = look_up_tree(repository, tree);
  if (!held || files.size() > kFilesMax) return false;
  for (std::size_t i = 0; i < git_tree_entrycount(held.get()); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(held.get(), i);
    const std::string path = prefix + git_tree_entry_name(entry);
    const std::string id = hex(git_tree_entry_id(entry));
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
      if (!add_files(repository, id, path + "/", files)) return false;
    } else {
      files[path] = {static_cast<unsigned>(git_tree_entry_filemode_raw(entry)), id};
    }
  }
  return true;
}

}  // namespace

void Git::Free::operator()(git_repository* repository) const {
  git_repository_free(repository);
}

std::optional<Git> Git::open(const std::string& directory, std::string& why) {
  git_libgit2_init();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, directory.c_str(), 0, nullptr) != 0) {
    const git_error* error = git_error_last();
    why = fmt::format("{}: no git repository can be opened: {}", shown(directory),
                      shown(error != nullptr ? error->message : "unknown"));
    return std::nullopt;
  }
  Git git;
  git.repository_.reset(raw);
  return git;
}

std::string Git::root() const {
  const char* root = git_repository_workdir(repository_.get());
  return root != nullptr ? root : git_repository_path(repository_.get());
}

std::optional<Commit> Git::commit(const std::string& id) const {
  git_oid oid{};
  git_commit* raw = nullptr;
  if (git_oid_fromstr(&oid, id.c_str()) != 0) return std::nullopt;
  if (git_commit_lookup(&raw, repository_.get(), &oid) != 0) return std::nullopt;
  const HeldCommit held(raw);
  Commit commit{id, hex(git_commit_tree_id(raw)), {}, git_commit_message(raw)};
  for (unsigned i = 0; i < git_commit_parentcount(raw); ++i) {
    commit.parents.push_back(hex(git_commit_parent_id(raw, i)));
  }
  return commit;
}

std::optional<Files> Git::files(const std::string& tree) const {
  Files files;
  if (!add_files(repository_.get(), tree, "", files)) return std::nullopt;
  return files;
}

std::string Git::at_path(const std::string& tree, const std::string& path) const {
  const HeldTree held = look_up_tree(repository_.get(), tree);
  git_tree_entry* raw = nullptr;
  if (!held || git_tree_entry_bypath(&raw, held.get(), path.c_str()) != 0) return "";
  const HeldEntry entry(raw);
  return hex(git_tree_entry_id(raw));
}

std::string Git::resolve(const std::string& revision) const {
  git_object* raw = nullptr;
  if (git_revparse_single(&raw, repository_.get(), revision.c_str()) != 0) return "";
  const HeldObject object(raw);
  git_object* commit = nullptr;
  if (git_object_peel(&commit, raw, GIT_OBJECT_COMMIT) != 0) return "";
  const HeldObject held(commit);
  return hex(git_object_id(commit));
}

std::map<std::string, std::string> Git::campaign_branches() const {
  std::map<std::string, std::string> branches;
  git_reference_iterator* raw = nullptr;
  if (git_reference_iterator_glob_new(&raw, repository_.get(), "refs/heads/campaign/*") != 0) {
    return branches;
  }
  const std::unique_ptr<git_reference_iterator, Releasing<git_reference_iterator_free>> walk(raw);
  const char* name = nullptr;
  while (git_reference_next_name(&name, raw) == 0) {
    branches[std::string(name).substr(std::string("refs/heads/campaign/").size())] = resolve(name);
  }
  return branches;
}

}  // namespace auditor
