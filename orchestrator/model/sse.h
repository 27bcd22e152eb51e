// Server-sent events out of bytes that arrive in pieces, cut anywhere.
//
// Comments, CRLF, events of unknown names and a missing last blank line are
// tolerated.  A line that is bare JSON counts as data of its own, for servers
// that report a fault in mid-stream so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wright {

struct SseEvent {
  std::string name;  // Of its `event:` line, or empty.
  std::string data;  // Its `data:` lines, joined by '\n'.

  bool operator==(const SseEvent&) const = default;
};

class SseReader {
 public:
  explicit SseReader(std::size_t event_bytes_max = 8U << 20U) : bytes_max_(event_bytes_max) {}

  // The events that are complete with these bytes.  Nothing comes any more once
  // a line or an event was longer than the bound.
  std::vector<SseEvent> take(std::string_view bytes);
  // The event that the stream's end left without its blank line, if any.
  std::vector<SseEvent> end();

  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  void take_line(std::string_view line, std::vector<SseEvent>& events);
  void finish_event(std::vector<SseEvent>& events);

  std::size_t bytes_max_;
  std::string line_;
  bool after_return_ = false;  // The last byte was '\r', so that a '\n' belongs to it.
  SseEvent event_;
  bool has_data_ = false;
  bool overflowed_ = false;
};

}  // namespace wright
