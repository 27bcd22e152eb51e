#include <nlohmann/json.hpp>

#include "core/json.h"
#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

std::set<Digest> blobs_in(const EventBody& body);
Result<void> add_spec_files(std::set<Digest>& digests, const fs::path& directory,
                            const Digest& list);
Result<void> add_patch(std::set<Digest>& digests, const fs::path& directory, const Digest& patch);

}  // namespace

Result<std::set<Digest>> named_blobs(const fs::path& directory, const EventBody& body) {
  std::set<Digest> digests = blobs_in(body);
  digests.erase(Digest{});
  if (const auto* opened = std::get_if<CampaignOpened>(&body)) {
    TRY(add_spec_files(digests, directory, opened->spec_files));
  } else if (const auto* revised = std::get_if<SpecRevised>(&body)) {
    TRY(add_spec_files(digests, directory, revised->spec_files));
  } else if (const auto* submitted = std::get_if<PatchSubmitted>(&body)) {
    TRY(add_patch(digests, directory, submitted->patch));
  }
  return digests;
}

Result<std::set<Digest>> named_blobs(const fs::path& directory, const Log& log) {
  std::set<Digest> digests;
  for (const Event& event : log.events) digests.merge(TRY(named_blobs(directory, event.body)));
  return digests;
}

namespace {

// In the line itself.
std::set<Digest> blobs_in(const EventBody& body) {
  return std::visit(
      [](const auto& one) -> std::set<Digest> {
        using Body = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Body, CampaignOpened>) return {one.spec_files};
        if constexpr (std::is_same_v<Body, SpecRevised>) return {one.spec_files};
        if constexpr (std::is_same_v<Body, AttemptOpened>) return {one.brief};
        if constexpr (std::is_same_v<Body, ActionTaken>) return {one.input, one.output};
        if constexpr (std::is_same_v<Body, PatchSubmitted>) return {one.patch};
        if constexpr (std::is_same_v<Body, Judged>) return {one.verdict};
        if constexpr (std::is_same_v<Body, Rejected>) return {one.feedback};
        if constexpr (std::is_same_v<Body, LandingIntended>) return {one.message};
        if constexpr (std::is_same_v<Body, Landed>) return {one.statement};
        return {};
      },
      body);
}

Result<void> add_spec_files(std::set<Digest>& digests, const fs::path& directory,
                            const Digest& list) {
  if (list.empty()) return {};
  const std::string text = TRY(read_blob(directory, list));
  const nlohmann::json value = TRY(parse_json(text));
  for (const SpecFile& file : TRY(spec_files_from_json(value))) digests.insert(file.digest);
  return {};
}

Result<void> add_patch(std::set<Digest>& digests, const fs::path& directory, const Digest& patch) {
  if (patch.empty()) return {};
  const std::string text = TRY(read_blob(directory, patch));
  const nlohmann::json value = TRY(parse_json(text));
  const Patch entries = TRY(patch_from_json(value));
  for (const PatchEntry& entry : entries.entries) {
    if (entry.blob) digests.insert(*entry.blob);
  }
  return {};
}

}  // namespace
}  // namespace wright
