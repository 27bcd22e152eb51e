// The directories that nothing may be a copy of, as their fingerprints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "fingerprints.h"

namespace wright {

constexpr std::size_t kReferenceFilesMax = 20000;
constexpr std::int64_t kReferenceBytesMax = 128LL << 20;
constexpr std::int64_t kReferenceFileBytesMax = 4LL << 20;

struct Reference {
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t file = 0;

    auto operator<=>(const Entry&) const = default;
  };
  std::vector<std::string> files;  // Relative to the directory that holds them.
  std::vector<Entry> entries;      // Sorted, each once.
  std::int64_t bytes = 0;
  std::size_t passed_over = 0;  // Larger than kReferenceFileBytesMax.
};

// Of the C and C++ sources below the directories, and of files without an ending, as the headers
// of a standard library are.  Links are not followed.  An Error names the directory that is absent
// or holds more than the limits allow, or the file that cannot be read.
Result<Reference> read_reference(const std::vector<std::filesystem::path>& directories);

struct Likeness {
  std::size_t asked = 0;
  std::size_t found = 0;
  std::size_t in_most = 0;  // Found in the file that has most of them.
  std::string most;
  int first_line = 0;  // Of the longest run of those that were found.
  int last_line = 0;

  [[nodiscard]] double share() const {
    return asked == 0 ? 0 : static_cast<double>(found) / static_cast<double>(asked);
  }
};

[[nodiscard]] Likeness likeness(const std::vector<Fingerprint>& asked, const Reference& reference);

}  // namespace wright
