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
using HeldOdb = std::unique_ptr<git_odb, Releasing<git_odb_free>>;
using HeldBytes = std::unique_ptr<git_odb_object, Releasing<git_odb_object_free>>;
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

// Taken apart here, since it may be no commit that git would write.
Commit read_commit(const std::string& id, std::string_view bytes) {
  Commit commit;
  commit.id = id;
  const std::size_t blank = std::min(bytes.find("\n\n"), bytes.size());
  commit.message = bytes.substr(std::min(blank + 2, bytes.size()));
  for (std::size_t from = 0; from < blank;) {
    const std::size_t end = std::min(bytes.find('\n', from), blank);
    const std::string_view line = bytes.substr(from, end - from);
    if (line.rfind("tree ", 0) == 0) commit.tree = line.substr(5);
    if (line.rfind("parent ", 0) == 0) commit.parents.emplace_back(line.substr(7));
    from = end + 1;
  }
  return commit;
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
  git_odb* odb = nullptr;
  git_odb_object* raw = nullptr;
  if (git_oid_fromstr(&oid, id.c_str()) != 0) return std::nullopt;
  if (git_repository_odb(&odb, repository_.get()) != 0) return std::nullopt;
  const HeldOdb held(odb);
  if (git_odb_read(&raw, odb, &oid) != 0) return std::nullopt;
  const HeldBytes bytes(raw);
  if (git_odb_object_type(raw) != GIT_OBJECT_COMMIT) return std::nullopt;
  return read_commit(
      id, {static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw)});
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

std::string Git::resolve(const std::string& reference) const {
  git_oid oid{};
  const bool found = git_reference_name_to_id(&oid, repository_.get(), reference.c_str()) == 0;
  return found ? hex(&oid) : "";
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
