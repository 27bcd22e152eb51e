// Server-sent events, cut anywhere.
#include "model/sse.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

std::vector<SseEvent> events_of(std::string_view bytes, std::size_t cut) {
  SseReader reader(512);
  std::vector<SseEvent> events = reader.take(bytes.substr(0, cut));
  for (SseEvent& event : reader.take(bytes.substr(cut))) events.push_back(std::move(event));
  for (SseEvent& event : reader.end()) events.push_back(std::move(event));
  return events;
}

void run(std::string_view bytes) {
  const std::vector<SseEvent> whole = events_of(bytes, 0);
  const std::size_t cut = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) % bytes.size();
  require(events_of(bytes, cut) == whole, "a cut changes no event");
  require(events_of(bytes, bytes.size() / 2) == whole, "a cut in the middle changes no event");
}

const Registered kRegistered("sse", run);

}  // namespace
}  // namespace wright::fuzz
