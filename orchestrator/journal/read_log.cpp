#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "core/json.h"
#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<std::size_t> take_lines(std::string_view text, const fs::path& file, Log& log);
Result<Event> read_line(std::string_view line, std::int64_t seq, const Digest& previous);
bool is_torn_tail(std::string_view lines);

}  // namespace

Result<Log> read_log(const fs::path& directory) {
  const fs::path file = directory / "events.jsonl";
  const std::string text = TRY(read_file(file, kLogBytesMax));
  Log log;
  TRY(take_lines(text, file, log));
  return log;
}

Result<void> read_on(const fs::path& directory, LogSoFar& so_far) {
  const fs::path file = directory / "events.jsonl";
  if (!fs::exists(file) && so_far.bytes == 0) return {};
  const std::string text = TRY(read_file_from(file, so_far.bytes, kLogBytesMax));
  const std::size_t known = so_far.log.events.size();
  const std::size_t whole = TRY(take_lines(text, file, so_far.log));
  so_far.bytes += static_cast<std::int64_t>(whole);
  for (std::size_t i = known; i < so_far.log.events.size(); ++i) {
    const bool is_synced = durability_of(so_far.log.events[i].body) == Durability::now;
    if (is_synced) so_far.synced = i + 1;
  }
  return fold_from(known, so_far.log, so_far.state);
}

Result<CampaignState> fold(const Log& log) {
  CampaignState state;
  TRY(fold_from(0, log, state));
  return state;
}

Result<void> fold_from(std::size_t first, const Log& log, CampaignState& state) {
  for (std::size_t i = first; i < log.events.size(); ++i) {
    const Result<void> advanced = advance(state, log.events[i], log.hashes[i]);
    if (!advanced) {
      return Error{ErrorKind::journal,
                   fmt::format("events.jsonl:{}: {}", i + 1, advanced.error().message)};
    }
  }
  return {};
}

namespace {

// How many bytes of the text the lines have that count.
Result<std::size_t> take_lines(std::string_view text, const fs::path& file, Log& log) {
  Digest previous = log.hashes.empty() ? Digest{std::string(64, '0')} : log.hashes.back();
  std::string_view rest = text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const std::string_view line = rest.substr(0, end);
    const auto seq = static_cast<std::int64_t>(log.events.size());
    Result<Event> event = read_line(line, seq, previous);
    if (!event && is_torn_tail(rest)) break;
    if (!event) {
      return Error{ErrorKind::journal,
                   fmt::format("{}:{}: {}", file.string(), seq + 1, event.error().message)};
    }
    log.events.push_back(*std::move(event));
    log.hashes.push_back(Digest{sha256_hex(line)});
    previous = log.hashes.back();
    rest.remove_prefix(end + 1);
  }
  log.torn = !rest.empty();
  return text.size() - rest.size();
}

// A stop of the machine leaves holes in what was not synced: a line that is no JSON, behind which
// none was synced.  Anything else was done by somebody.
bool is_torn_tail(std::string_view lines) {
  std::size_t end = lines.find('\n');
  if (parse_json(lines.substr(0, end), kEventBytesMax)) return false;
  while (end != std::string_view::npos) {
    lines.remove_prefix(end + 1);
    end = lines.find('\n');
    const Result<nlohmann::json> value = parse_json(lines.substr(0, end), kEventBytesMax);
    if (!value) continue;
    const Result<Event> event = event_from_json(*value);
    if (event && durability_of(event->body) == Durability::now) return false;
  }
  return true;
}

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
