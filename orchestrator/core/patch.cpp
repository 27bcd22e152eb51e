#include "core/patch.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json.h"

namespace wright {

void put(Patch& patch, const std::string& path, FileMode mode, std::optional<std::string> bytes) {
  PatchEntry entry{path, mode, std::nullopt};
  if (bytes) {
    entry.blob = digest_of(*bytes);
    patch.blobs[*entry.blob] = std::move(*bytes);
  }
  const auto place = std::lower_bound(
      patch.entries.begin(), patch.entries.end(), path,
      [](const PatchEntry& left, const std::string& right) { return left.path < right; });
  if (place != patch.entries.end() && place->path == path) {
    *place = entry;
  } else {
    patch.entries.insert(place, entry);
  }
}

Patch combined(const Patch& first, const Patch& second) {
  Patch patch = first;
  for (const PatchEntry& entry : second.entries) {
    std::optional<std::string> bytes;
    if (entry.blob) bytes = second.blobs.at(*entry.blob);
    put(patch, entry.path, entry.mode, std::move(bytes));
  }
  std::set<Digest> used;
  for (const PatchEntry& entry : patch.entries) {
    if (entry.blob) used.insert(*entry.blob);
  }
  for (auto blob = patch.blobs.begin(); blob != patch.blobs.end();) {
    blob = used.count(blob->first) != 0 ? std::next(blob) : patch.blobs.erase(blob);
  }
  return patch;
}

Digest digest_of(const Patch& patch) {
  return digest_of(canonical(to_json(patch)));
}

}  // namespace wright
