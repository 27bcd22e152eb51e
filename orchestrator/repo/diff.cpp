#include <fmt/format.h>

#include <map>

#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

constexpr std::size_t kTextBytesMax = 1U << 20U;

int append_line(const git_diff_delta* /*delta*/, const git_diff_hunk* /*hunk*/,
                const git_diff_line* line, void* payload) {
  auto& text = *static_cast<std::string*>(payload);
  if (text.size() > kTextBytesMax) return 0;
  if (line->origin == '+' || line->origin == '-' || line->origin == ' ') text += line->origin;
  text.append(line->content, line->content_len);
  return 0;
}

}  // namespace

Result<Patch> Repo::diff(const TreeId& from, const TreeId& to, const std::string& prefix) {
  std::map<std::string, TreeFile> before;
  for (TreeFile& file : TRY(list(from, prefix))) before[file.path] = file;
  Patch patch;
  for (const TreeFile& file : TRY(list(to, prefix))) {
    const auto old = before.find(file.path);
    const bool is_same =
        old != before.end() && old->second.oid == file.oid && old->second.mode == file.mode;
    if (!is_same) put(patch, file.path, file.mode, TRY(read_blob(file.oid)));
    if (old != before.end()) before.erase(old);
  }
  for (const auto& [path, file] : before) put(patch, path, file.mode, std::nullopt);
  return patch;
}

Result<std::string> Repo::diff_text(const TreeId& from, const TreeId& to, int context) {
  git_repository* repository = state_->repository.get();
  const GitTree before = TRY(lookup_tree(repository, from));
  const GitTree after = TRY(lookup_tree(repository, to));
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.context_lines = static_cast<std::uint32_t>(context);
  git_diff* raw = nullptr;
  if (git_diff_tree_to_tree(&raw, repository, before.get(), after.get(), &options) != 0) {
    return git_failure("compare two trees");
  }
  const GitDiff diff(raw);
  std::string text;
  if (git_diff_print(raw, GIT_DIFF_FORMAT_PATCH, append_line, &text) != 0) {
    return git_failure("print a diff");
  }
  if (text.size() > kTextBytesMax) {
    text.resize(kTextBytesMax);
    text += "\n[... the rest is cut ...]\n";
  }
  return text;
}

}  // namespace wright
