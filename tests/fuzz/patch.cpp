// The entries of a patch, and a list of a spec's files.
#include "core/patch.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const auto value = parse_json(bytes);
  if (!value) return;
  if (const auto patch = patch_from_json(*value)) {
    for (const PatchEntry& entry : patch->entries) {
      require(!entry.path.empty() && entry.path.front() != '/', "a path lies below the target");
    }
    const auto again = patch_from_json(to_json(*patch));
    require(again && digest_of(*again) == digest_of(*patch), "a patch keeps its digest");
  }
  if (const auto files = spec_files_from_json(*value)) {
    const auto again = spec_files_from_json(to_json(*files));
    require(again && *again == *files, "a list of files is written as it was");
  }
}

const Registered kRegistered("patch", run);

}  // namespace
}  // namespace wright::fuzz
