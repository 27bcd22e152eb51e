// Patches stay sorted, and their digest covers every byte.
#include "core/patch.h"

#include <gtest/gtest.h>

#include "core/campaign.h"
#include "core/spec.h"

namespace wright {
namespace {

Patch of(const std::string& path, const std::string& bytes) {
  Patch patch;
  put(patch, path, FileMode::regular, bytes);
  return patch;
}

TEST(PatchTest, FilesArePutInOrderAndReplaced) {
  Patch patch;
  put(patch, "b", FileMode::regular, "old");
  put(patch, "a", FileMode::executable, "a");
  put(patch, "c", FileMode::regular, std::nullopt);
  put(patch, "b", FileMode::regular, "new");

  const std::vector<PatchEntry> entries{{"a", FileMode::executable, digest_of(std::string("a"))},
                                        {"b", FileMode::regular, digest_of(std::string("new"))},
                                        {"c", FileMode::regular, std::nullopt}};
  EXPECT_EQ(patch.entries, entries);
  EXPECT_EQ(patch.blobs.at(digest_of(std::string("new"))), "new");
}

TEST(PatchTest, TheLaterPatchWinsAndOnlyUsedBytesAreKept) {
  Patch first = of("a", "one");
  put(first, "b", FileMode::regular, "two");
  Patch second = of("a", "three");
  put(second, "b", FileMode::regular, std::nullopt);

  const Patch both = combined(first, second);

  EXPECT_EQ(both, second);
}

TEST(PatchTest, NothingAfterAPatchIsThePatch) {
  const Patch patch = of("a", "one");

  EXPECT_EQ(combined(patch, {}), patch);
  EXPECT_EQ(combined({}, patch), patch);
  EXPECT_TRUE(Patch{}.empty());
  EXPECT_FALSE(patch.empty());
}

TEST(PatchTest, TheDigestTellsPathModeBytesAndDeletionApart) {
  Patch executable;
  put(executable, "a", FileMode::executable, "one");
  Patch deleted;
  put(deleted, "a", FileMode::regular, std::nullopt);
  const Digest digest = digest_of(of("a", "one"));

  EXPECT_EQ(digest, digest_of(of("a", "one")));
  EXPECT_NE(digest, digest_of(of("b", "one")));
  EXPECT_NE(digest, digest_of(of("a", "two")));
  EXPECT_NE(digest, digest_of(executable));
  EXPECT_NE(digest, digest_of(deleted));
}

TEST(FindTest, ATaskOrAnAttemptIsFoundByItsId) {
  Spec spec;
  spec.tasks.resize(2);
  spec.tasks[1].id = TaskId{"sum"};
  CampaignState state;
  state.attempts.resize(1);
  state.attempts[0].opened.attempt = AttemptId{"small.sum.1"};

  EXPECT_EQ(find_task(spec, TaskId{"sum"}), &spec.tasks[1]);
  EXPECT_EQ(find_task(spec, TaskId{"su"}), nullptr);
  EXPECT_EQ(find_attempt(state, AttemptId{"small.sum.1"}), &state.attempts[0]);
  EXPECT_EQ(find_attempt(state, AttemptId{"small.sum.2"}), nullptr);
}

}  // namespace
}  // namespace wright
