// A Patch is the whole effect of an attempt: files below the target subtree.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"

namespace wright {

enum class FileMode { regular, executable };  // 100644, 100755.

struct PatchEntry {
  std::string path;  // Below the target, '/'-separated, well-formed UTF-8.
  FileMode mode = FileMode::regular;
  std::optional<Digest> blob;  // None: the file is deleted.

  bool operator==(const PatchEntry&) const = default;
};

// Entries sorted by path, no path twice.  `blobs` holds the bytes of each
// entry; the digest of a patch covers the entries, which cover the bytes.
struct Patch {
  std::vector<PatchEntry> entries;
  std::map<Digest, std::string> blobs;

  bool operator==(const Patch&) const = default;
  [[nodiscard]] bool empty() const { return entries.empty(); }
};

// Adds or replaces a file (or, without bytes, its deletion), keeping the order.
void put(Patch& patch, const std::string& path, FileMode mode, std::optional<std::string> bytes);

// `second` applied after `first`.
[[nodiscard]] Patch combined(const Patch& first, const Patch& second);

[[nodiscard]] Digest digest_of(const Patch& patch);

}  // namespace wright
