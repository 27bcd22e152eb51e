// core: the nouns of Tensorwright as plain values, and their JSON.
//
// ids.h: ids are types, so that a task can not be passed for a commit.
#pragma once

#include <compare>
#include <string>

namespace wright {

template <class Tag>
struct Id {
  std::string value;

  auto operator<=>(const Id&) const = default;
  [[nodiscard]] bool empty() const { return value.empty(); }
};

using CampaignId = Id<struct CampaignTag>;  // The spec's name, or one with a suffix.
using TaskId = Id<struct TaskTag>;
using AttemptId = Id<struct AttemptTag>;  // `<campaign>.<task>.<number from 1>`.
using CommitId = Id<struct CommitTag>;    // 40 hex digits of git.
using TreeId = Id<struct TreeTag>;        // 40 hex digits of git.
using Digest = Id<struct DigestTag>;      // 64 hex digits of SHA-256.

// The SHA-256 of the bytes.
[[nodiscard]] Digest digest_of(const std::string& bytes);

}  // namespace wright
