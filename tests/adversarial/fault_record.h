// What became of the faults of each room, kept from one run to the next: to try them all takes
// long, and most rooms stay as they are.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "adversarial/faulty_judge.h"
#include "base/result.h"

namespace wright::adversarial {

struct RoomRecord {
  std::string digest;                // Of the sources and workspaces when it was tried.
  std::map<std::string, int> rules;  // How many faults of each were tried.
  int noticed = 0;
  std::vector<std::string> unnoticed;   // "bench/main.cpp:89 `kSlowRule`, dropped"
  std::vector<std::string> equivalent;  // The same, and what makes it so.

  [[nodiscard]] int faults() const;  // Without the equivalent ones.
  bool operator==(const RoomRecord&) const = default;
};

using FaultRecord = std::map<std::string, RoomRecord>;  // By room.

// Of an absent file, an empty one.
Result<FaultRecord> load_record(const std::filesystem::path& file);
Result<void> save_record(const std::filesystem::path& file, const FaultRecord& record);

// The sources of the room and the workspaces that put it to the test, as they are now.  Cheats of
// the corpus are not in it.
Result<std::string> digest_of_room(const std::string& room);

// Replaces the rooms of which every fault is among `judged`.
Result<void> take_over(FaultRecord& record, const std::vector<Judged>& judged);

// A row a room, rooms that were never tried too, and those that have changed since.
Result<std::string> markdown_of(const FaultRecord& record);

// Every room was tried as it is now, and every fault was noticed.
Result<bool> is_whole(const FaultRecord& record);

}  // namespace wright::adversarial
