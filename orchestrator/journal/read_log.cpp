#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "core/json.h"
#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLogBytesMax = 512LL << 20;

Result<Event> read_line(std::string_view line, std::int64_t seq, const Digest& previous);

}  // namespace

Result<Log> read_log(const fs::path& directory) {
  const fs::path file = directory / "events.jsonl";
  const std::string text = TRY(read_file(file, kLogBytesMax));
  Log log;
  Digest previous{std::string(64, '0')};
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      log.torn = true;
      break;
    }
    const std::string_view line = rest.substr(0, end);
    const auto seq = static_cast<std::int64_t>(log.events.size());
    Result<Event> event = read_line(line, seq, previous);
    if (!event) {
      return Error{ErrorKind::journal,
                   fmt::format("{}:{}: {}", file.string(), seq + 1, event.error().message)};
    }
    log.events.push_back(*std::move(event));
    log.hashes.push_back(Digest{sha256_hex(line)});
    previous = log.hashes.back();
    rest.remove_prefix(end + 1);
  }
  return log;
}

namespace {

Result<Event> read_line(std::string_view line, std::int64_t seq, const Digest& previous) {
  const nlohmann::json value = TRY(parse_json(line, kEventBytesMax));
  Event event = TRY(event_from_json(value));
  if (event.seq != seq) {
    return Error{ErrorKind::journal, fmt::format("has number {} where {} is due", event.seq, seq)};
  }
  if (event.previous != previous) {
    return Error{ErrorKind::journal, "does not follow the line before it: the chain is broken"};
  }
  return event;
}

}  // namespace
}  // namespace wright
