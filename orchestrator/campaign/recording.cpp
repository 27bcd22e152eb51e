#include "campaign/recording.h"

#include <fmt/format.h>

#include <set>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kRecordingBytesMax = 20U << 20U;

class RecordedChance final : public Chance {
 public:
  explicit RecordedChance(const Recording& recording) : recording_(&recording) {}

  Result<std::string> nonce(const AttemptId& attempt) override {
    const AttemptState* state = find_attempt(recording_->state, attempt);
    if (state == nullptr || !state->nonce) return absent("nonce", attempt);
    return state->nonce->nonce;
  }
  Result<std::int64_t> landing_time_s(const AttemptId& attempt) override {
    const AttemptState* state = find_attempt(recording_->state, attempt);
    if (state == nullptr || !state->intended) return absent("landing", attempt);
    return state->intended->time_s;
  }
  Result<std::int64_t> closing_time_s() override {
    if (!recording_->state.closed) return Error{ErrorKind::journal, "the recording is not closed"};
    return recording_->state.closed->time_s;
  }
  bool may_carry(const AttemptId& attempt) override {
    const AttemptState* state = find_attempt(recording_->state, attempt);
    return state != nullptr && state->landed.has_value();
  }
  std::optional<Anchor> anchor() override {
    if (!recording_->state.closed) return std::nullopt;
    return Anchor{recording_->state.closed->head, recording_->state.closed->count};
  }

 private:
  [[nodiscard]] Error absent(const char* what, const AttemptId& attempt) const {
    return Error{ErrorKind::journal,
                 fmt::format("{}: has no {} of attempt {}", recording_->directory.string(), what,
                             attempt.value)};
  }
  const Recording* recording_;
};

}  // namespace

Result<Recording> load_recording(const fs::path& directory) {
  Recording recording;
  recording.directory = directory;
  recording.log = TRY(read_log(directory));
  if (recording.log.events.empty()) {
    return Error{ErrorKind::journal,
                 fmt::format("{}/events.jsonl: holds no event", directory.string())};
  }
  recording.state = TRY(fold(recording.log));
  if (recording.state.closed) {
    if (!anchors_itself(recording) && recording.state.opened.agent != "recorded") {
      return Error{ErrorKind::journal,
                   fmt::format("{}/events.jsonl: the closing line speaks of {} lines before it",
                               directory.string(), recording.state.closed->count)};
    }
  }
  return recording;
}

bool anchors_itself(const Recording& recording) {
  if (!recording.state.closed) return false;
  const auto before = static_cast<std::size_t>(recording.state.closed->count);
  return before + 1 == recording.log.events.size() && before > 0 &&
         recording.log.hashes[before - 1] == recording.state.closed->head;
}

std::unique_ptr<Chance> make_recorded_chance(const Recording& recording) {
  return std::make_unique<RecordedChance>(recording);
}

Result<void> record_run(const fs::path& run, const fs::path& into) {
  const Recording recording = TRY(load_recording(run));
  if (!recording.state.closed) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: is not finished, so it cannot be recorded", run.string())};
  }
  if (!anchors_itself(recording)) {
    return Error{
        ErrorKind::usage,
        fmt::format("{}: is a replay, whose closing commit anchors the recording: keep that",
                    run.string())};
  }
  return copy_log(recording, into);
}

Result<void> copy_log(const Recording& recording, const fs::path& into) {
  const fs::path& from = recording.directory;
  std::uintmax_t bytes = 0;
  const std::set<Digest> blobs = TRY(named_blobs(from, recording.log));
  const std::string events = TRY(read_file(from / "events.jsonl", kRecordingBytesMax));
  TRY(make_directories(into / "blobs"));
  for (const Digest& digest : blobs) {
    const std::string blob = TRY(read_blob(from, digest));
    bytes += blob.size();
    if (bytes + events.size() > kRecordingBytesMax) {
      return Error{ErrorKind::usage, fmt::format("{}: is more than 20 MB", from.string())};
    }
    TRY(write_file(into / "blobs" / digest.value, blob));
  }
  return write_file(into / "events.jsonl", events);
}

}  // namespace wright
