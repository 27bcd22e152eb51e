// journal: the record of a campaign, append-only; the only writer under logs/.
//
//   <directory>/events.jsonl   one canonical JSON line an event, each with the
//                              hash of the line before
//   <directory>/blobs/<sha256> prompts, replies, patches, outputs, verdicts
//
// What a killed process wrote is there; a machine that stops may lose what was written since
// the latest line that was synced (durability_of).  What such an end leaves of the last lines
// is a torn tail, which readers ignore and the next writer cuts off.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
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
constexpr std::int64_t kLogBytesMax = 512LL << 20;

// A log that somebody wrote, checked line by line as it is read: sequence,
// chain of hashes, known kinds.  A fault is an Error with `file:line`.
struct Log {
  std::vector<Event> events;
  std::vector<Digest> hashes;  // Of each line.
  bool torn = false;           // A tail that is no whole line was ignored.
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
  std::int64_t bytes = 0;   // Of whole lines.
  std::size_t synced = 0;   // Lines that no stop of the machine takes away, nor their blobs.
  bool is_checked = false;  // See check_tail.
};
// A log that became shorter is an Error; an absent one has no lines.
Result<void> read_on(const std::filesystem::path& directory, LogSoFar& so_far);

// The blob's bytes, checked against its name.
Result<std::string> read_blob(const std::filesystem::path& directory, const Digest& digest);
// Written whole before its name exists, so that no lock is needed; writing it again is free.
// It is synced before the first synced line behind the one that names it.
Result<Digest> write_blob(const std::filesystem::path& directory, const std::string& bytes);

// Every blob that a line, or a whole log, speaks of: directly, or through patches and lists of
// spec files.
Result<std::set<Digest>> named_blobs(const std::filesystem::path& directory, const EventBody& body);
Result<std::set<Digest>> named_blobs(const std::filesystem::path& directory, const Log& log);

// When a line is to be on the disk for good.
enum class Durability {
  now,            // Before `append` returns, with all lines and blobs before it.
  with_the_next,  // With the next one that is.
};
// `now` before what cannot be undone or is paid for: a call of a model, a verdict, a landing.
// Lines that only record what was done wait: what they record can be done again.
[[nodiscard]] Durability durability_of(const EventBody& body);

// The one writer of a log.  Holds the lock `<directory>/lock` while it lives.
class Journal {
 public:
  // Makes the directory when it is absent; waits up to `wait_ms` for the lock.
  static Result<Journal> open(const std::filesystem::path& directory, Clock& clock,
                              std::int64_t wait_ms = 0);
  // Reads on from `so_far`, which outlives the journal and has its lines afterwards.
  static Result<Journal> open(const std::filesystem::path& directory, Clock& clock,
                              LogSoFar& so_far, std::int64_t wait_ms = 0);

  // As durable on return as its kind asks for.
  Result<Event> append(EventBody body);
  // All lines and their blobs are on the disk for good on return.
  Result<void> sync();
  Result<Digest> put_blob(const std::string& bytes);
  Result<std::string> blob(const Digest& digest) const;

  [[nodiscard]] const CampaignState& state() const { return so_far_->state; }
  [[nodiscard]] const std::vector<Event>& events() const { return so_far_->log.events; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] bool empty() const { return events().empty(); }

 private:
  Journal(std::filesystem::path directory, Clock& clock, FileLock lock);
  [[nodiscard]] std::filesystem::path file() const { return directory_ / "events.jsonl"; }
  Result<void> sync_blobs(const EventBody* next) const;

  std::filesystem::path directory_;
  Clock* clock_;
  FileLock lock_;
  std::unique_ptr<LogSoFar> own_;  // Where nobody handed one in.
  LogSoFar* so_far_ = nullptr;
};

// For the writer, once for each start of the machine: of the lines that were not synced, the
// first whose blobs are not all there goes, and so do those behind it.
Result<void> check_tail(const std::filesystem::path& directory, LogSoFar& so_far);

// One step of the fold, for the writer: `state` after `event`.
Result<void> advance(CampaignState& state, const Event& event, const Digest& hash);

}  // namespace wright
