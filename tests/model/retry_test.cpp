// When a call is made again, and after how long.
#include "model/retry.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

using std::chrono::milliseconds;
using Wait = std::optional<milliseconds>;

constexpr std::int64_t kNow = 1'792'567'670'000;  // Wed, 21 Oct 2026 07:27:50 GMT.

Wait wait(CallOutcome outcome, const RetryHint& hint = {}, int tries = 1, double drawn = 0) {
  return wait_before_retry(RetryPolicy{}, outcome, hint, tries, drawn, kNow);
}

TEST(RetryTest, WhatMayPassIsTriedAgain) {
  for (const CallOutcome outcome :
       {CallOutcome::rate_limited, CallOutcome::overloaded, CallOutcome::server_error,
        CallOutcome::timeout, CallOutcome::unreachable, CallOutcome::cut_stream,
        CallOutcome::malformed_event, CallOutcome::error_in_stream}) {
    EXPECT_TRUE(wait(outcome)) << word_of(outcome);
  }
  for (const CallOutcome outcome :
       {CallOutcome::ok, CallOutcome::refusal, CallOutcome::overlong, CallOutcome::authentication,
        CallOutcome::quota_exhausted, CallOutcome::rejected_parameter, CallOutcome::bad_request,
        CallOutcome::oversized, CallOutcome::cancelled}) {
    EXPECT_FALSE(wait(outcome)) << word_of(outcome);
  }
}

TEST(RetryTest, WaitsGrowToALimitAndShrinkByChance) {
  EXPECT_EQ(wait(CallOutcome::overloaded, {}, 1), Wait(milliseconds(500)));
  EXPECT_EQ(wait(CallOutcome::overloaded, {}, 2), Wait(milliseconds(1000)));
  EXPECT_EQ(wait(CallOutcome::overloaded, {}, 5), Wait(milliseconds(8000)));
  EXPECT_EQ(wait(CallOutcome::overloaded, {}, 1, 0.5), Wait(milliseconds(437)));
}

TEST(RetryTest, AtTheLastTryItIsGivenUp) {
  EXPECT_TRUE(wait(CallOutcome::overloaded, {}, 5));
  EXPECT_FALSE(wait(CallOutcome::overloaded, {}, 6));
}

TEST(RetryTest, TheServersWordWins) {
  EXPECT_FALSE(wait(CallOutcome::overloaded, {.should_retry = "false"}));
  EXPECT_TRUE(wait(CallOutcome::bad_request, {.should_retry = "true"}));
  EXPECT_FALSE(wait(CallOutcome::cancelled, {.should_retry = "true"}));
  EXPECT_TRUE(wait(CallOutcome::overloaded, {.should_retry = "maybe"}));
}

TEST(RetryTest, AWaitThatIsAskedForIsTaken) {
  const auto asked = [](const std::string& ms, const std::string& after) {
    return wait(CallOutcome::rate_limited, {"", ms, after});
  };
  EXPECT_EQ(asked("1500", "7"), Wait(milliseconds(1500)));
  EXPECT_EQ(asked("", "7"), Wait(milliseconds(7000)));
  EXPECT_EQ(asked("", "0.25"), Wait(milliseconds(250)));
  EXPECT_EQ(asked("", "Wed, 21 Oct 2026 07:28:00 GMT"), Wait(milliseconds(10000)));
}

TEST(RetryTest, AWaitThatMakesNoSenseIsNot) {
  for (const char* after : {"0", "-3", "61", "1e300", "nan", "soon", "7 s", "",
                            "Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 09:28:00 GMT"}) {
    EXPECT_EQ(wait(CallOutcome::rate_limited, {"", "", after}), Wait(milliseconds(500))) << after;
  }
}

}  // namespace
}  // namespace wright
