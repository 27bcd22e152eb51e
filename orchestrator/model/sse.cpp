#include "model/sse.h"

#include <algorithm>
#include <utility>

namespace wright {

std::vector<SseEvent> SseReader::take(std::string_view bytes) {
  std::vector<SseEvent> events;
  while (!bytes.empty() && !overflowed_) {
    if (std::exchange(after_return_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    // A comment is read over, however long it is.
    const bool is_comment = (line_.empty() ? bytes.front() : line_.front()) == ':';
    line_.append(bytes.substr(0, std::min(end, is_comment ? 1 : bytes_max_ + 1)));
    if (is_comment) line_.resize(1);
    if (line_.size() + event_.data.size() > bytes_max_) {
      overflowed_ = true;
      break;
    }
    if (end == bytes.size()) break;
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    take_line(std::exchange(line_, {}), events);
  }
  return events;
}

std::vector<SseEvent> SseReader::end() {
  std::vector<SseEvent> events;
  if (overflowed_) return events;
  if (!line_.empty()) take_line(std::exchange(line_, {}), events);
  finish_event(events);
  return events;
}

void SseReader::take_line(std::string_view line, std::vector<SseEvent>& events) {
  if (line.empty()) return finish_event(events);
  if (line.front() == '{') {
    finish_event(events);
    events.push_back({"", std::string(line)});
    return;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view field = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (field == "event") event_.name = value;
  if (field != "data") return;
  if (has_data_) event_.data += '\n';
  event_.data += value;
  has_data_ = true;
}

void SseReader::finish_event(std::vector<SseEvent>& events) {
  SseEvent event = std::exchange(event_, {});
  if (std::exchange(has_data_, false)) events.push_back(std::move(event));
}

}  // namespace wright
