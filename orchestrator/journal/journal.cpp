#include "journal/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/descriptor.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<void> cut_torn_tail(const fs::path& file, LogSoFar& so_far);
Result<void> append_line(const fs::path& file, const std::string& line, Durability durability);
Error failure(const char* what, const fs::path& file);

}  // namespace

Journal::Journal(fs::path directory, Clock& clock, FileLock lock)
    : directory_(std::move(directory)), clock_(&clock), lock_(std::move(lock)) {}

Result<Journal> Journal::open(const fs::path& directory, Clock& clock, std::int64_t wait_ms) {
  auto own = std::make_unique<LogSoFar>();
  Journal journal = TRY(open(directory, clock, *own, wait_ms));
  journal.own_ = std::move(own);
  return journal;
}

Result<Journal> Journal::open(const fs::path& directory, Clock& clock, LogSoFar& so_far,
                              std::int64_t wait_ms) {
  TRY(make_directories(directory / "blobs"));
  FileLock lock = TRY(FileLock::lock(directory / "lock", wait_ms));
  Journal journal(directory, clock, std::move(lock));
  journal.so_far_ = &so_far;
  TRY(read_on(directory, so_far));
  TRY(check_tail(directory, so_far));
  if (so_far.log.torn) TRY(cut_torn_tail(journal.file(), so_far));
  return journal;
}

// The state is advanced first, so that a line that cannot follow is never
// written.
Result<Event> Journal::append(EventBody body) {
  Event event;
  event.seq = static_cast<std::int64_t>(events().size());
  event.previous = empty() ? Digest{std::string(64, '0')} : state().head;
  event.body = std::move(body);
  // Nothing anchors the closing line, so that all of it follows from what is anchored.
  const bool closes = std::holds_alternative<CampaignClosed>(event.body) && !empty();
  event.time_ms = closes ? events().back().time_ms : clock_->wall_ms();
  const std::string line = canonical(to_json(event));
  if (static_cast<std::int64_t>(line.size()) > kEventBytesMax) {
    return Error{ErrorKind::journal, fmt::format("an event of {} bytes", line.size())};
  }
  const Digest hash = digest_of(line);
  CampaignState next = state();
  TRY(advance(next, event, hash));
  const Durability durability = durability_of(event.body);
  if (durability == Durability::now) TRY(sync_blobs(&event.body));
  TRY(append_line(file(), line + "\n", durability));
  so_far_->state = std::move(next);
  so_far_->log.events.push_back(event);
  so_far_->log.hashes.push_back(hash);
  so_far_->bytes += static_cast<std::int64_t>(line.size()) + 1;
  if (durability == Durability::now) so_far_->synced = events().size();
  return event;
}

Result<void> Journal::sync() {
  if (so_far_->synced == events().size()) return {};
  TRY(sync_blobs(nullptr));
  TRY(sync_file(file()));
  so_far_->synced = events().size();
  return {};
}

// Of all lines that were not synced, whoever wrote them, and of the `next` one.
Result<void> Journal::sync_blobs(const EventBody* next) const {
  std::set<Digest> digests;
  for (std::size_t i = so_far_->synced; i < events().size(); ++i) {
    digests.merge(TRY(named_blobs(directory_, events()[i].body)));
  }
  if (next != nullptr) digests.merge(TRY(named_blobs(directory_, *next)));
  for (const Digest& digest : digests) TRY(sync_file(directory_ / "blobs" / digest.value));
  return {};
}

namespace {

Result<void> cut_torn_tail(const fs::path& file, LogSoFar& so_far) {
  if (::truncate(file.c_str(), so_far.bytes) != 0) return failure("cut", file);
  so_far.log.torn = false;
  return {};
}

// One write of one line; what a full disk left of it is taken back.
Result<void> append_line(const fs::path& file, const std::string& line, Durability durability) {
  const Descriptor fd(
      ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return failure("open", file);
  struct stat before {};
  if (::fstat(fd.get(), &before) != 0) return failure("open", file);
  const ssize_t written = ::write(fd.get(), line.data(), line.size());
  const bool is_whole = written == static_cast<ssize_t>(line.size());
  const bool waits = durability == Durability::with_the_next;
  if (!is_whole || (!waits && ::fdatasync(fd.get()) != 0)) {
    const Error error = failure("append to", file);
    if (::ftruncate(fd.get(), before.st_size) != 0) return failure("take back", file);
    return error;
  }
  return {};
}

Error failure(const char* what, const fs::path& file) {
  return Error{ErrorKind::io,
               fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno))};
}

}  // namespace
}  // namespace wright
