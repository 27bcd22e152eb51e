// A model that asks for the same small command again and again, and notes when each request
// came and when it was answered.
#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "tests/support/loopback.h"

namespace wright::test {

struct Exchange {
  std::chrono::steady_clock::time_point arrived;
  std::chrono::steady_clock::time_point answered;
};

// Speaks Chat Completions and Responses.  It takes the tool that runs a shell's line, by the
// names and shapes of the harnesses that it knows; "note" where a harness's only other one is asked
// for by a path that ends in /note.
class OverheadServer {
 public:
  using Clock = std::chrono::steady_clock;

  explicit OverheadServer(int calls);

  [[nodiscard]] std::string url() const { return loopback_.url(); }
  [[nodiscard]] std::vector<Exchange> exchanges() const;
  // Whether all calls were asked for and the last word was said.
  [[nodiscard]] bool ended() const;

 private:
  Response answer(const Request& request);

  int calls_;
  mutable std::mutex mutex_;
  std::vector<Exchange> exchanges_;
  bool ended_ = false;
  Loopback loopback_;
};

}  // namespace wright::test
