// What a stop of the machine left of the last lines.  A file `boot` beside the log names the
// start of the machine since which that was looked at: a killed process loses nothing.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBootBytesMax = 4096;

std::string this_boot();
bool has_blobs(const fs::path& directory, const EventBody& body);
Result<void> cut_before(const fs::path& directory, std::size_t line, LogSoFar& so_far);

}  // namespace

Result<void> check_tail(const fs::path& directory, LogSoFar& so_far) {
  if (so_far.is_checked) return {};
  so_far.is_checked = true;
  const std::string boot = this_boot();
  const Result<std::string> looked_at = read_file(directory / "boot", kBootBytesMax);
  if (!boot.empty() && looked_at && *looked_at == boot) return {};
  const std::vector<Event>& events = so_far.log.events;
  for (std::size_t line = so_far.synced; line < events.size(); ++line) {
    if (has_blobs(directory, events[line].body)) continue;
    TRY(cut_before(directory, line, so_far));
    break;
  }
  return place_file(directory / "boot", boot);
}

namespace {

// Empty where the kernel does not say.
std::string this_boot() {
  std::ifstream told("/proc/sys/kernel/random/boot_id");  // It has no size, as read_file wants.
  std::string id;
  std::getline(told, id);
  return id;
}

bool has_blobs(const fs::path& directory, const EventBody& body) {
  const Result<std::set<Digest>> digests = named_blobs(directory, body);
  return digests && std::all_of(digests->begin(), digests->end(), [&](const Digest& digest) {
           return read_blob(directory, digest).has_value();
         });
}

// The state goes back with the lines.
Result<void> cut_before(const fs::path& directory, std::size_t line, LogSoFar& so_far) {
  const fs::path file = directory / "events.jsonl";
  const std::string text = TRY(read_file(file, kLogBytesMax));
  std::size_t end = 0;
  for (std::size_t i = 0; i < line; ++i) end = text.find('\n', end) + 1;
  if (::truncate(file.c_str(), static_cast<off_t>(end)) != 0) {
    return Error{ErrorKind::io,
                 fmt::format("cannot cut {}: {}", file.string(), std::strerror(errno))};
  }
  so_far = {};
  so_far.is_checked = true;
  return read_on(directory, so_far);
}

}  // namespace
}  // namespace wright
