// Whether a call fits into what a budget leaves, and with which cap.
#include "campaign/spend.h"

#include <gtest/gtest.h>

#include <limits>

namespace wright {
namespace {

constexpr Price kPrice{4, 1, 5, 20};

CallBound some_bound() {
  return {"m", 1000, 8000, 8000, kPrice};
}

Room room_for(std::optional<std::int64_t> picodollars, std::optional<std::int64_t> tokens) {
  return {picodollars, tokens, std::nullopt};
}

TEST(SpendTest, WithoutALimitNothingIsCapped) {
  EXPECT_EQ(fit(some_bound(), {}).value(), CallCaps{});
}

TEST(SpendTest, TheCapShrinksToWhatIsLeftAndTheDearestPriceCounts) {
  EXPECT_EQ(fit(some_bound(), room_for(std::nullopt, 1'000'000))->output_tokens_max, 8000);
  EXPECT_EQ(fit(some_bound(), room_for(std::nullopt, 3000))->output_tokens_max, 2000);
  // 1000 tokens at 5, and the rest at 20.
  EXPECT_EQ(fit(some_bound(), room_for(5000 + 40'019, std::nullopt))->output_tokens_max, 2000);
  EXPECT_EQ(fit(some_bound(), room_for(5000 + 40'000, 2500))->output_tokens_max, 1500);
}

TEST(SpendTest, WhereNotEvenASmallReplyFitsTheBudgetIsSpent) {
  for (const Room& room : {room_for(std::nullopt, 2023), room_for(5000 + 20 * 1024 - 1, {}),
                           room_for(0, {}), Room{{}, {}, 0}}) {
    const Result<CallCaps> caps = fit(some_bound(), room);
    ASSERT_FALSE(caps);
    EXPECT_EQ(caps.error().kind, ErrorKind::budget) << caps.error().message;
  }
}

TEST(SpendTest, TheMinutesOfSomebodyWhoIsWaitedForAreInNoBudget) {
  CallBound patient = some_bound();
  patient.takes_time = false;

  EXPECT_EQ(fit(patient, Room{{}, {}, 0}).value(), CallCaps{});
}

TEST(SpendTest, WhatNobodyCanBoundIsRefused) {
  CallBound unpriced = some_bound();
  unpriced.price.reset();
  CallBound uncapped = some_bound();
  uncapped.cap_tokens_max = 0;

  EXPECT_EQ(fit(unpriced, room_for(1'000'000, {})).error().kind, ErrorKind::usage);
  EXPECT_EQ(fit(uncapped, room_for({}, 1'000'000)).error().kind, ErrorKind::usage);
  EXPECT_TRUE(fit(unpriced, room_for({}, 1'000'000)));
}

TEST(SpendTest, MoneyIsCountedInIntegersAndNeverWrapsAround) {
  EXPECT_EQ(picodollars_of(kPrice, {10, 20, 30, 40, 5, false}), 40 + 20 + 150 + 800);
  EXPECT_EQ(picodollars_at_most(kPrice, 10, 40), 50 + 800);
  EXPECT_EQ(picodollars_of({}, {10, 20, 30, 40, 5, false}), kUnknownPrice);
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(picodollars_at_most(kPrice, kMost / 2, 0), kMost);
}

TEST(SpendTest, TheNearerLimitCounts) {
  CampaignState state;
  state.ledger.limits = {0, 10'000, 0, 0};
  state.ledger.spent.usage.output = 4000;
  Task task;
  task.budget.tokens_max = 5000;

  const Room room = room_of(state, task, AttemptId{"small.sum.1"});

  EXPECT_EQ(room, (Room{std::nullopt, 5000, 1'800'000}));
}

}  // namespace
}  // namespace wright
