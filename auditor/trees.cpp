#include "auditor/trees.h"

#include <fmt/format.h>
#include <git2.h>

#include <algorithm>
#include <vector>

namespace auditor {
namespace {

constexpr unsigned kDirectory = 0040000;
constexpr unsigned kRegular = 0100644;
constexpr unsigned kExecutable = 0100755;

struct Entry {
  std::string name;
  File file;

  // Git sorts a directory as if its name ended in a slash.
  [[nodiscard]] std::string key() const { return file.mode == kDirectory ? name + "/" : name; }
};

std::string raw_id(const std::string& hex);
bool is_plain(const std::string& path);

}  // namespace

std::string object_id(ObjectKind kind, const std::string& bytes) {
  const git_object_t type = kind == ObjectKind::blob   ? GIT_OBJECT_BLOB
                            : kind == ObjectKind::tree ? GIT_OBJECT_TREE
                                                       : GIT_OBJECT_COMMIT;
  git_oid id{};
  if (git_odb_hash(&id, bytes.data(), bytes.size(), type) != 0) return "";
  char hex[GIT_OID_HEXSZ + 1] = {};
  git_oid_fmt(hex, &id);
  return hex;
}

std::optional<std::string> tree_id(const Files& files) {
  std::vector<Entry> entries;
  for (auto at = files.begin(); at != files.end();) {
    const std::size_t slash = at->first.find('/');
    const std::string name = at->first.substr(0, slash);
    if (slash == std::string::npos) {
      entries.push_back({name, at->second});
      ++at;
      continue;
    }
    Files below;
    const std::string prefix = name + "/";
    for (; at != files.end() && at->first.rfind(prefix, 0) == 0; ++at) {
      below[at->first.substr(prefix.size())] = at->second;
    }
    const std::optional<std::string> id = tree_id(below);
    if (!id) return std::nullopt;
    entries.push_back({name, {kDirectory, *id}});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& left, const Entry& right) { return left.key() < right.key(); });
  std::string bytes;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (files.count(entries[i].name) != 0 && entries[i].file.mode == kDirectory) {
      return std::nullopt;
    }
    bytes += fmt::format("{:o} {}", entries[i].file.mode, entries[i].name) + '\0' +
             raw_id(entries[i].file.id);
  }
  return object_id(ObjectKind::tree, bytes);
}

void apply_patch(const Log& log, const std::string& digest, const std::string& target, Files& files,
                 const std::string& where, Report& report) {
  const json patch = log.blob_json(digest);
  report.expect(canonical(patch) == log.blob(digest), where, "its patch is no canonical JSON");
  std::string before;
  for (const json& entry : list_at(patch, "entries")) {
    const std::string path = text_at(entry, "path");
    const std::string mode = text_at(entry, "mode");
    if (!is_plain(path) || path <= before || (mode != "100644" && mode != "100755")) {
      return report.find(where, "its patch has an entry that is none: " + shown(path));
    }
    before = path;
    const std::string whole = target.empty() ? path : target + "/" + path;
    if (at(entry, "blob").is_null()) {
      report.expect(files.erase(whole) == 1, where, "its patch deletes what is not there");
    }
  }
  for (const json& entry : list_at(patch, "entries")) {
    if (at(entry, "blob").is_null()) continue;
    const std::string path = text_at(entry, "path");
    put(files, target.empty() ? path : target + "/" + path, text_at(entry, "mode") == "100755",
        log.blob(text_at(entry, "blob")));
  }
}

void put(Files& files, const std::string& path, bool executable, const std::string& bytes) {
  files[path] = {executable ? kExecutable : kRegular, object_id(ObjectKind::blob, bytes)};
}

namespace {

std::string raw_id(const std::string& hex) {
  git_oid id{};
  if (git_oid_fromstr(&id, hex.c_str()) != 0) return "";
  return {reinterpret_cast<const char*>(id.id), sizeof id.id};
}

bool is_plain(const std::string& path) {
  std::size_t from = 0;
  for (;;) {
    const std::size_t end = std::min(path.find('/', from), path.size());
    const std::string name = path.substr(from, end - from);
    if (name.empty() || name == "." || name == ".." || name == ".git") return false;
    if (end == path.size()) return true;
    from = end + 1;
  }
}

}  // namespace
}  // namespace auditor
