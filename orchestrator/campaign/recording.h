// A recorded campaign as a script for its replay: every event in its order,
// with the nonces and dates of then.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

struct Recording {
  std::filesystem::path directory;
  Log log;
  CampaignState state;
};

// Errors name the file and line.  A log whose closing line does not match what
// stands before it has a cut or altered tail.
Result<Recording> load_recording(const std::filesystem::path& directory);

// True when head and count of the closing line are those of the lines before it.  In
// a replay they are those of the recording.
[[nodiscard]] bool anchors_itself(const Recording& recording);

// Nonces and dates from the recording; an attempt that it does not have is an
// Error.  `recording` must outlive the chance.
[[nodiscard]] std::unique_ptr<Chance> make_recorded_chance(const Recording& recording);

// Copies a closed run's log to `into`: events and the blobs that they name.
// Refuses a replay, and more than 20 MB.
Result<void> record_run(const std::filesystem::path& run, const std::filesystem::path& into);

// Copies a log that was read, whole or still growing.
Result<void> copy_log(const Recording& recording, const std::filesystem::path& into);

}  // namespace wright
