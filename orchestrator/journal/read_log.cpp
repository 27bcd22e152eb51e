#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "core/json.h"
#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLogBytesMax = 512LL << 20;

Result<void> take_lines(std::string_view text, const fs::path& file, Log& log);
Result<Event> read_line(std::string_view line, std::int64_t seq, const Digest& previous);

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
  TRY(take_lines(text, file, so_far.log));
  const std::size_t whole = text.rfind('\n') + 1;  // Of none, npos + 1 is 0.
  so_far.bytes += static_cast<std::int64_t>(whole);
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

Result<void> take_lines(std::string_view text, const fs::path& file, Log& log) {
  Digest previous = log.hashes.empty() ? Digest{std::string(64, '0')} : log.hashes.back();
  log.torn = !text.empty() && text.back() != '\n';
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const std::string_view line = text.substr(0, end);
    const auto seq = static_cast<std::int64_t>(log.events.size());
    Result<Event> event = read_line(line, seq, previous);
    if (!event) {
      return Error{ErrorKind::journal,
                   fmt::format("{}:{}: {}", file.string(), seq + 1, event.error().message)};
    }
    log.events.push_back(*std::move(event));
    log.hashes.push_back(Digest{sha256_hex(line)});
    previous = log.hashes.back();
    text.remove_prefix(end + 1);
  }
  return {};
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
