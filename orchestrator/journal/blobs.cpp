#include <fmt/format.h>

#include "base/hash.h"
#include "journal/journal.h"

namespace wright {
namespace {

bool is_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<std::string> read_blob(const std::filesystem::path& directory, const Digest& digest) {
  if (!is_digest(digest.value)) {
    return Error{ErrorKind::journal, fmt::format("\"{}\" is no digest", digest.value)};
  }
  const std::filesystem::path file = directory / "blobs" / digest.value;
  std::string bytes = TRY(read_file(file, kBlobBytesMax));
  if (digest_of(bytes) != digest) {
    return Error{ErrorKind::journal,
                 fmt::format("{}: its bytes are not what its name says", file.string())};
  }
  return bytes;
}

Result<Digest> write_blob(const std::filesystem::path& directory, const std::string& bytes) {
  if (static_cast<std::int64_t>(bytes.size()) > kBlobBytesMax) {
    return Error{ErrorKind::journal,
                 fmt::format("a blob of {} bytes, more than {}", bytes.size(), kBlobBytesMax)};
  }
  const Digest digest = digest_of(bytes);
  const std::filesystem::path file = directory / "blobs" / digest.value;
  // A stop of the machine may have left it cut.
  const Result<std::string> there = read_file(file, kBlobBytesMax);
  if (!there || *there != bytes) {
    TRY(make_directories(directory / "blobs"));
    TRY(place_file(file, bytes));
  }
  return digest;
}

Result<Digest> Journal::put_blob(const std::string& bytes) {
  return write_blob(directory_, bytes);
}

Result<std::string> Journal::blob(const Digest& digest) const {
  return read_blob(directory_, digest);
}

}  // namespace wright
