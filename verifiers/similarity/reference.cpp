#include "reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/files.h"
#include "base/text.h"
#include "cpp/cpp_files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> sources_below(const fs::path& directory);
Result<void> add_file(const fs::path& directory, const fs::path& file, Reference& reference);
Error about(const fs::path& path, const std::string& what);
void measure_runs(const std::vector<Fingerprint>& asked, const std::vector<bool>& is_found,
                  Likeness& like);

}  // namespace

Result<Reference> read_reference(const std::vector<fs::path>& directories) {
  Reference reference;
  for (const fs::path& directory : directories) {
    for (const fs::path& file : TRY(sources_below(directory))) {
      TRY(add_file(directory, file, reference));
    }
  }
  std::sort(reference.entries.begin(), reference.entries.end());
  const auto end = std::unique(reference.entries.begin(), reference.entries.end());
  reference.entries.erase(end, reference.entries.end());
  return reference;
}

Likeness likeness(const std::vector<Fingerprint>& asked, const Reference& reference) {
  Likeness like;
  like.asked = asked.size();
  std::vector<bool> is_found;
  std::map<std::uint32_t, std::size_t> in_file;
  for (const Fingerprint& one : asked) {
    auto entry = std::lower_bound(reference.entries.begin(), reference.entries.end(),
                                  Reference::Entry{one.hash, 0});
    is_found.push_back(entry != reference.entries.end() && entry->hash == one.hash);
    like.found += is_found.back() ? 1 : 0;
    for (; entry != reference.entries.end() && entry->hash == one.hash; ++entry) {
      ++in_file[entry->file];
    }
  }
  for (const auto& [file, count] : in_file) {
    if (count <= like.in_most) continue;
    like.in_most = count;
    like.most = reference.files[file];
  }
  measure_runs(asked, is_found, like);
  return like;
}

namespace {

// Sorted, so that the answer does not hang on the file system's order.
Result<std::vector<fs::path>> sources_below(const fs::path& directory) {
  std::error_code failed;
  if (!fs::is_directory(directory, failed)) return about(directory, "is no directory here");
  std::vector<fs::path> found;
  fs::recursive_directory_iterator entry(directory, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    const bool is_plain = entry->symlink_status(failed).type() == fs::file_type::regular;
    const fs::path& path = entry->path();
    if (failed || !is_plain || (!is_cpp_file(path) && path.has_extension())) continue;
    found.push_back(path);
    if (found.size() > kReferenceFilesMax) {
      return about(directory,
                   fmt::format("has more than {} sources: name a part of it", kReferenceFilesMax));
    }
  }
  if (failed) return about(directory, "cannot be read: " + failed.message());
  std::sort(found.begin(), found.end());
  return found;
}

Result<void> add_file(const fs::path& directory, const fs::path& file, Reference& reference) {
  std::error_code failed;
  const auto size = static_cast<std::int64_t>(fs::file_size(file, failed));
  if (failed) return about(file, "cannot be read: " + failed.message());
  if (size > kReferenceFileBytesMax) {
    ++reference.passed_over;
    return {};
  }
  const std::string text = TRY(read_file(file, kReferenceFileBytesMax));
  reference.bytes += static_cast<std::int64_t>(text.size());
  if (reference.bytes > kReferenceBytesMax || reference.files.size() >= kReferenceFilesMax) {
    return about(directory, fmt::format("is too much: at most {} sources and {} MiB in all",
                                        kReferenceFilesMax, kReferenceBytesMax >> 20U));
  }
  if (text.find('\0') != std::string::npos) return {};
  const auto number = static_cast<std::uint32_t>(reference.files.size());
  reference.files.push_back(file.lexically_relative(directory).generic_string());
  for (const Fingerprint& one : fingerprints_of(text)) {
    reference.entries.push_back({one.hash, number});
  }
  return {};
}

Error about(const fs::path& path, const std::string& what) {
  return Error{ErrorKind::io,
               fmt::format("{} {}", escape_for_terminal(head_and_tail(path.string(), 200)), what)};
}

// The longest run is what a reader should look at first.
void measure_runs(const std::vector<Fingerprint>& asked, const std::vector<bool>& is_found,
                  Likeness& like) {
  std::size_t length = 0;
  std::size_t longest = 0;
  for (std::size_t at = 0; at < asked.size(); ++at) {
    length = is_found[at] ? length + 1 : 0;
    if (length <= longest) continue;
    longest = length;
    like.first_line = asked[at + 1 - length].first_line;
    like.last_line = asked[at].last_line;
  }
}

}  // namespace
}  // namespace wright
