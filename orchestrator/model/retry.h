// When a failed call is made again, and after what wait: as the SDKs of the
// providers have it.  A pure function; who sleeps and who draws is passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/reply.h"

namespace wright {

// What an answer's headers say about trying again; empty where they say nothing.
struct RetryHint {
  std::string should_retry;  // x-should-retry
  std::string after_ms;      // retry-after-ms
  std::string after;         // retry-after: seconds or an HTTP date
  bool operator==(const RetryHint&) const = default;
};

struct RetryPolicy {
  int tries_max = 6;
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds wait_max{8000};
  std::chrono::milliseconds asked_max{60'000};  // A server that asks for more is not heard.
};

// How long to wait after the `tries`-th try (from 1), or none: it is given up.
// `drawn` is a random number in [0, 1); `now_ms` the wall clock.
[[nodiscard]] std::optional<std::chrono::milliseconds> wait_before_retry(const RetryPolicy& policy,
                                                                         CallOutcome outcome,
                                                                         const RetryHint& hint,
                                                                         int tries, double drawn,
                                                                         std::int64_t now_ms);

}  // namespace wright
