#include <fmt/format.h>

#include <algorithm>
#include <queue>
#include <set>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

Result<std::string> commit_bytes(git_repository* repository, const CommitSpec& commit);
CommitInfo info_of(const git_commit* commit);
std::map<std::string, std::string> trailers_of(const std::string& message);

}  // namespace

Result<GitCommit> lookup_commit(git_repository* repository, const CommitId& id) {
  const git_oid oid = TRY(oid_of(id.value));
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository, &oid) != 0) {
    return git_failure("read commit " + id.value);
  }
  return GitCommit(raw);
}

Result<CommitId> Repo::commit_id(const CommitSpec& commit) {
  const std::string bytes = TRY(commit_bytes(state_->repository.get(), commit));
  git_oid oid;
  if (git_odb_hash(&oid, bytes.data(), bytes.size(), GIT_OBJECT_COMMIT) != 0) {
    return git_failure("name a commit");
  }
  return CommitId{hex_of(oid)};
}

Result<CommitId> Repo::commit(const CommitSpec& commit) {
  const std::string bytes = TRY(commit_bytes(state_->repository.get(), commit));
  TRY(lookup_tree(state_->repository.get(), commit.tree));
  git_odb* raw = nullptr;
  if (git_repository_odb(&raw, state_->repository.get()) != 0) {
    return git_failure("open the object database");
  }
  const GitOdb odb(raw);
  git_oid oid;
  if (git_odb_write(&oid, raw, bytes.data(), bytes.size(), GIT_OBJECT_COMMIT) != 0) {
    return git_failure("write a commit");
  }
  return CommitId{hex_of(oid)};
}

Result<CommitInfo> Repo::read_commit(const CommitId& id) {
  const GitCommit commit = TRY(lookup_commit(state_->repository.get(), id));
  return info_of(commit.get());
}

Result<CommitId> Repo::resolve(const std::string& revision) {
  git_object* raw = nullptr;
  if (git_revparse_single(&raw, state_->repository.get(), revision.c_str()) != 0) {
    return Error{ErrorKind::usage,
                 fmt::format("no revision \"{}\" here", escape_for_terminal(revision))};
  }
  const GitObject object(raw);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, raw, GIT_OBJECT_COMMIT) != 0) {
    return Error{ErrorKind::usage,
                 fmt::format("\"{}\" is no commit", escape_for_terminal(revision))};
  }
  const GitObject commit(peeled);
  return CommitId{hex_of(*git_object_id(peeled))};
}

// Breadth first by date; a missing parent is the edge of a shallow clone.
Result<Repo::History> Repo::history(const CommitId& tip, std::int64_t commits_max) {
  History history;
  std::set<CommitId> seen{tip};
  const auto older = [](const CommitInfo& left, const CommitInfo& right) {
    return left.spec.time_s < right.spec.time_s;
  };
  std::priority_queue<CommitInfo, std::vector<CommitInfo>, decltype(older)> queue(older);
  queue.push(TRY(read_commit(tip)));
  while (!queue.empty()) {
    const CommitInfo commit = queue.top();
    queue.pop();
    if (static_cast<std::int64_t>(history.commits.size()) >= commits_max) {
      history.truncated = true;
      break;
    }
    for (const CommitId& parent : commit.spec.parents) {
      if (!seen.insert(parent).second) continue;
      const Result<CommitInfo> info = read_commit(parent);
      if (info) {
        queue.push(*info);
      } else {
        history.truncated = true;
      }
    }
    history.commits.push_back(commit);
  }
  return history;
}

namespace {

// The object's bytes, from these values alone: no other header, no setting.
Result<std::string> commit_bytes(git_repository* /*repository*/, const CommitSpec& commit) {
  TRY(oid_of(commit.tree.value));
  std::string bytes = fmt::format("tree {}\n", commit.tree.value);
  for (const CommitId& parent : commit.parents) {
    TRY(oid_of(parent.value));
    bytes += fmt::format("parent {}\n", parent.value);
  }
  const std::string person =
      fmt::format("{} <{}> {} +0000", commit.author_name, commit.author_email, commit.time_s);
  if (person.find_first_of("\n") != std::string::npos || commit.message.empty()) {
    return Error{ErrorKind::git, "a commit needs an author on one line and a message"};
  }
  return bytes + fmt::format("author {}\ncommitter {}\n\n{}", person, person, commit.message);
}

CommitInfo info_of(const git_commit* commit) {
  CommitInfo info;
  info.id.value = hex_of(*git_commit_id(commit));
  info.spec.tree.value = hex_of(*git_commit_tree_id(commit));
  for (unsigned int i = 0; i < git_commit_parentcount(commit); ++i) {
    info.spec.parents.push_back(CommitId{hex_of(*git_commit_parent_id(commit, i))});
  }
  const git_signature* author = git_commit_author(commit);
  info.spec.author_name = author->name;
  info.spec.author_email = author->email;
  info.spec.time_s = git_commit_time(commit);
  info.spec.message = git_commit_message(commit);
  info.trailers = trailers_of(info.spec.message);
  return info;
}

std::map<std::string, std::string> trailers_of(const std::string& message) {
  std::map<std::string, std::string> trailers;
  std::string_view text = trim(message);
  const std::size_t last = text.rfind("\n\n");
  if (last == std::string_view::npos) return trailers;
  for (const std::string& line : split(text.substr(last + 2), '\n')) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) trailers[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return trailers;
}

}  // namespace
}  // namespace wright
