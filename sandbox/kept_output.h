// The head and the tail of a stream of any length, in bounded memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace wright {

class KeptOutput {
 public:
  explicit KeptOutput(std::int64_t bytes_max) : half_(static_cast<std::size_t>(bytes_max) / 2) {}

  void add(std::string_view bytes);

  // A block of what can be read; waits for it.  At its end the descriptor is closed.
  void drain(Descriptor& from);
  // What is there already.  The end may never come: a payload can have passed its descriptor to
  // somebody through a shared directory.
  void drain_rest(Descriptor& from);

  [[nodiscard]] std::int64_t seen() const { return static_cast<std::int64_t>(seen_); }
  [[nodiscard]] bool truncated() const { return seen_ > head_.size() + tail_.size(); }

  // With a line in the middle that says how many bytes are missing.
  [[nodiscard]] std::string text() const;

 private:
  std::size_t half_;
  std::size_t seen_ = 0;
  std::string head_;
  std::string tail_;  // A ring once it is full.
  std::size_t oldest_ = 0;
};

}  // namespace wright
