#include "campaign/root.h"

#include <fmt/format.h>

#include "base/files.h"

namespace wright {

const char* const kAuthorName = "Tensorwright";
const char* const kAuthorEmail = "harness@tensorwright.invalid";

namespace {

constexpr std::int64_t kRootTime = 1767225600;  // 2026-01-01T00:00:00Z, of every root.
constexpr std::string_view kScaffold = "scaffold/";

}  // namespace

Result<Patch> scaffold_patch(const Spec& spec) {
  Patch patch;
  for (const SpecFile& file : spec.files) {
    if (file.path.rfind(kScaffold, 0) != 0) continue;
    put(patch, file.path.substr(kScaffold.size()),
        file.executable ? FileMode::executable : FileMode::regular,
        TRY(read_file(place_of(spec, file))));
  }
  return patch;
}

Result<CommitId> commit_root(Repo& repo, const Spec& spec, const CampaignId& campaign,
                             const std::optional<CommitId>& base) {
  CommitSpec commit;
  TreeId tree = TRY(repo.empty_tree());
  if (base) {
    const CommitInfo info = TRY(repo.read_commit(*base));
    tree = info.spec.tree;
    commit.parents = {*base};
  }
  const Patch scaffold = TRY(scaffold_patch(spec));
  commit.tree = TRY(repo.apply(tree, spec.target, scaffold));
  commit.author_name = kAuthorName;
  commit.author_email = kAuthorEmail;
  commit.time_s = kRootTime;
  commit.message =
      fmt::format("Scaffold of {}\n\nTensorwright-Campaign: {}\nTensorwright-Scaffold: {}\n",
                  spec.name, campaign.value, spec.scaffold_digest.value);
  return repo.commit(commit);
}

CommitSpec closing_commit(const CampaignId& campaign, const CommitInfo& tip, const Digest& head,
                          std::int64_t count, std::int64_t time_s) {
  CommitSpec commit;
  commit.tree = tip.spec.tree;
  commit.parents = {tip.id};
  commit.author_name = kAuthorName;
  commit.author_email = kAuthorEmail;
  commit.time_s = time_s;
  commit.message = fmt::format(
      "Campaign {0} is closed\n\nTensorwright-Campaign: {0}\nTensorwright-Journal-Head: {1}\n"
      "Tensorwright-Journal-Count: {2}\n",
      campaign.value, head.value, count);
  return commit;
}

}  // namespace wright
