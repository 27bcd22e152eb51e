// journal: the record of a campaign, append-only; the only writer under logs/.
//
//   <directory>/events.jsonl   one canonical JSON line an event, each with the
//                              hash of the line before
//   <directory>/blobs/<sha256> prompts, replies, patches, outputs, verdicts
//
// A line counts only when it ends in '\n': a crash in mid-write leaves a torn
// tail, which the next writer cuts off.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "core/campaign.h"
#include "core/event.h"

namespace wright {

constexpr std::int64_t kEventBytesMax = 64 << 10;
constexpr std::int64_t kBlobBytesMax = 16 << 20;

// A log that somebody wrote, checked line by line as it is read: sequence,
// chain of hashes, known kinds.  A fault is an Error with `file:line`.
struct Log {
  std::vector<Event> events;
  std::vector<Digest> hashes;  // Of each line.
  bool torn = false;           // A tail without '\n' was ignored.
};
Result<Log> read_log(const std::filesystem::path& directory);

// Progress as a fold over the lines.  An order of events that cannot have
// happened is an Error that names the line.
Result<CampaignState> fold(const Log& log);
// Goes on with a state that has taken in the lines before `first`.
Result<void> fold_from(std::size_t first, const Log& log, CampaignState& state);

// As much of a log as somebody has read.  Reading on takes in what was appended since,
// so that a line costs the same however many stand before it.
struct LogSoFar {
  Log log;
  CampaignState state;
  std::int64_t bytes = 0;  // Of whole lines.
};
// A log that became shorter is an Error; an absent one has no lines.
Result<void> read_on(const std::filesystem::path& directory, LogSoFar& so_far);

// The blob's bytes, checked against its name.
Result<std::string> read_blob(const std::filesystem::path& directory, const Digest& digest);
// Written whole before its name exists, so that no lock is needed; writing it again is free.
Result<Digest> write_blob(const std::filesystem::path& directory, const std::string& bytes);

// The one writer of a log.  Holds the lock `<directory>/lock` while it lives.
class Journal {
 public:
  // Makes the directory when it is absent; waits up to `wait_ms` for the lock.
  static Result<Journal> open(const std::filesystem::path& directory, Clock& clock,
                              std::int64_t wait_ms = 0);
  // Reads on from `so_far`, which outlives the journal and has its lines afterwards.
  static Result<Journal> open(const std::filesystem::path& directory, Clock& clock,
                              LogSoFar& so_far, std::int64_t wait_ms = 0);

  // Synced to the disk on return.
  Result<Event> append(EventBody body);
  Result<Digest> put_blob(const std::string& bytes);
  Result<std::string> blob(const Digest& digest) const;

  [[nodiscard]] const CampaignState& state() const { return so_far_->state; }
  [[nodiscard]] const std::vector<Event>& events() const { return so_far_->log.events; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] bool empty() const { return events().empty(); }

 private:
  Journal(std::filesystem::path directory, Clock& clock, FileLock lock);

  std::filesystem::path directory_;
  Clock* clock_;
  FileLock lock_;
  std::unique_ptr<LogSoFar> own_;  // Where nobody handed one in.
  LogSoFar* so_far_ = nullptr;
};

// One step of the fold, for the writer: `state` after `event`.
Result<void> advance(CampaignState& state, const Event& event, const Digest& hash);

}  // namespace wright
