// From the bytes of a streaming answer to a Reply, in pieces cut anywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "model/dialect.h"
#include "model/sse.h"

namespace wright {

// A guess, for what a server did not count.
constexpr std::int64_t kBytesPerToken = 4;

class ReplyStream {
 public:
  explicit ReplyStream(std::unique_ptr<EventFold> fold) : fold_(std::move(fold)) {}

  // False once nothing more is wanted: the reply has ended, or it is at fault.
  bool take(std::string_view bytes);

  // What came of it.  A stream that ended too early is a `cut_stream`; what was
  // never counted is estimated from the bytes that came.
  [[nodiscard]] Reply finish();

 private:
  void take_event(const SseEvent& event);

  std::unique_ptr<EventFold> fold_;
  SseReader reader_;
  std::optional<Failure> failure_;
  bool is_done_ = false;
  std::size_t data_bytes_ = 0;
};

// The whole of an answer at once.
[[nodiscard]] Reply fold_reply(const Dialect& dialect, std::string_view bytes);

}  // namespace wright
