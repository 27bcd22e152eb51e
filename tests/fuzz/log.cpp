// A whole log that somebody handed over, and its fold.
#include <filesystem>

#include "fuzz/target.h"
#include "journal/journal.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  static const Result<TempDirectory> directory =
      TempDirectory::make(std::filesystem::temp_directory_path(), "fuzz-log-");
  require(directory.has_value(), "there is room for a log");
  require(place_file(directory->path() / "events.jsonl", std::string(bytes)).has_value(),
          "a log can be written");
  const Result<Log> log = read_log(directory->path());
  if (!log) return;
  require(log->events.size() == log->hashes.size(), "each line has its hash");
  static_cast<void>(fold(*log).has_value());
}

const Registered kRegistered("log", run);

}  // namespace
}  // namespace wright::fuzz
