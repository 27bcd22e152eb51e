// The ledger as a fold: exact sums, lost calls, unknown prices, numbers that are too large.
#include "core/ledger.h"

#include <gtest/gtest.h>

#include <limits>

namespace wright {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
const AttemptId kFirst{"small.sum.1"};
const AttemptId kSecond{"small.fill.1"};

CallReserved reserved_by(const AttemptId& attempt, std::int64_t picodollars = 900) {
  return {attempt, "turn 0", "m", 1000, 200, picodollars};
}

CallSettled settled_by(const AttemptId& attempt, std::int64_t call) {
  return {attempt, call, 10, 20, 30, 40, 500, false};
}

TEST(LedgerTest, ASettledCallCountsAsTheServerCountedIt) {
  Ledger ledger;
  reserve(ledger, 3, reserved_by(kFirst));
  ASSERT_EQ(ledger.committed().tokens(), 1200);

  ASSERT_TRUE(settle_call(ledger, settled_by(kFirst, 3)));

  EXPECT_EQ(ledger.spent.usage, (Usage{10, 20, 30, 40, 0, false}));
  EXPECT_EQ(ledger.spent.tokens(), 100);
  EXPECT_EQ(ledger.spent.picodollars, 500);
  EXPECT_EQ(ledger.spent.tokens_estimated, 0);
  EXPECT_EQ(ledger.committed(), ledger.spent);
  EXPECT_EQ(ledger.by_attempt.at(kFirst), ledger.spent);
}

TEST(LedgerTest, ACallThatACrashLostCountsAsItWasReservedAndIsMarked) {
  Ledger ledger;
  reserve(ledger, 3, reserved_by(kFirst));
  reserve(ledger, 4, reserved_by(kFirst));  // The next run makes it again.
  ASSERT_TRUE(settle_call(ledger, settled_by(kFirst, 4)));

  EXPECT_EQ(ledger.spent.calls, 2);
  EXPECT_EQ(ledger.spent.tokens(), 1300);
  EXPECT_EQ(ledger.spent.picodollars, 1400);
  EXPECT_EQ(ledger.spent.tokens_estimated, 1200);
  EXPECT_EQ(ledger.spent.picodollars_estimated, 900);
  EXPECT_TRUE(ledger.spent.usage.is_estimated);
  EXPECT_FALSE(settle_call(ledger, settled_by(kFirst, 3))) << "it was booked already";
}

TEST(LedgerTest, WhatIsInFlightWhenAnAttemptEndsIsSpent) {
  Ledger ledger;
  reserve(ledger, 3, reserved_by(kFirst));
  reserve(ledger, 4, reserved_by(kSecond));

  lose_calls(ledger, kFirst);

  EXPECT_EQ(ledger.spent.picodollars, 900);
  EXPECT_EQ(ledger.reserved().picodollars, 900);
  EXPECT_EQ(ledger.committed_by(kFirst).picodollars, 900);
  EXPECT_EQ(ledger.committed_by(kSecond).picodollars, 900);
  EXPECT_EQ(ledger.committed().picodollars, 1800);
}

TEST(LedgerTest, EachTryIsACallOfItsOwn) {
  Ledger ledger;
  for (std::int64_t call = 0; call < 6; ++call) {
    reserve(ledger, call, reserved_by(kFirst));
    CallSettled settled = settled_by(kFirst, call);
    settled.is_estimated = call % 2 == 0;
    ASSERT_TRUE(settle_call(ledger, settled));
  }

  EXPECT_EQ(ledger.spent.calls, 6);
  EXPECT_EQ(ledger.spent.tokens(), 600);
  EXPECT_EQ(ledger.spent.tokens_estimated, 300);
  EXPECT_EQ(ledger.spent.picodollars_estimated, 1500);
}

TEST(LedgerTest, AnUnknownPriceIsNotNothing) {
  Ledger ledger;
  reserve(ledger, 0, reserved_by(kFirst, kUnknownPrice));
  EXPECT_EQ(ledger.reserved().calls_unpriced, 1);
  CallSettled settled = settled_by(kFirst, 0);
  settled.picodollars = kUnknownPrice;

  ASSERT_TRUE(settle_call(ledger, settled));

  EXPECT_EQ(ledger.spent.calls_unpriced, 1);
  EXPECT_EQ(ledger.spent.picodollars, 0);
  EXPECT_EQ(ledger.spent.tokens(), 100);
}

TEST(LedgerTest, ASumThatDoesNotFitStaysAtTheLargestNumber) {
  Ledger ledger;
  for (std::int64_t call = 0; call < 3; ++call) reserve(ledger, call, reserved_by(kFirst, kMost));

  EXPECT_EQ(ledger.committed().picodollars, kMost);
  EXPECT_EQ(sum_of(kMost, 1), kMost);
  EXPECT_EQ(product_of(kMost / 2, 3), kMost);
  EXPECT_EQ(product_of(3, 4), 12);
}

TEST(LedgerTest, TheTimeOfAgentsAndOfChecksIsKeptApart) {
  Ledger ledger;
  add_time(ledger, kFirst, 1500, 0);
  add_time(ledger, kSecond, 0, 700);

  EXPECT_EQ(ledger.spent.agent_ms, 1500);
  EXPECT_EQ(ledger.spent.check_ms, 700);
  EXPECT_EQ(ledger.committed_by(kSecond).check_ms, 700);
}

TEST(MoneyTest, AnAmountIsNeverSaidToBeLessThanItIs) {
  EXPECT_EQ(dollars_text(0), "$0.000000");
  EXPECT_EQ(dollars_text(1), "$0.000001");
  EXPECT_EQ(dollars_text(1'234'567'890'001), "$1.2346");
  EXPECT_EQ(dollars_text(5'000'000'000'000), "$5.0000");
  EXPECT_EQ(microdollars(1'000'001), 2);
}

TEST(MoneyTest, AnAmountIsReadExactlyOrNotAtAll) {
  EXPECT_EQ(picodollars_in("2"), 2'000'000'000'000);
  EXPECT_EQ(picodollars_in("0.05"), 50'000'000'000);
  EXPECT_EQ(picodollars_in(".5"), 500'000'000'000);
  for (const char* bad : {"", ".", "-1", "1e3", "1.2.3", "$1", "12345678", "0.0000000000001"}) {
    EXPECT_EQ(picodollars_in(bad), -1) << bad;
  }
}

}  // namespace
}  // namespace wright
