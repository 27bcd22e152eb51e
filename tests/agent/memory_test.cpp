// The working memory: which turns are sent, what stands in the place of the others, and
// that neither depends on anything but the history.
#include "agent/memory.h"

#include <gtest/gtest.h>

#include "agent/tool_call.h"
#include "tests/agent/growing.h"

namespace wright {
namespace {

using test::Course;
using test::course_with;
using test::holds;
using test::page_in;

std::size_t bytes_of(const Turn& turn) {
  std::size_t bytes = 0;
  if (const auto* said = std::get_if<Said>(&turn)) bytes += said->text.size();
  if (const auto* answered = std::get_if<Answered>(&turn)) {
    for (const ToolResult& result : answered->results) {
      bytes += result.call.size() + result.text.size();
    }
  }
  if (const auto* reply = std::get_if<Reply>(&turn)) {
    bytes += reply->text.size();
    for (const ToolCall& call : reply->calls) {
      bytes += call.id.size() + call.name.size() + call.arguments.size();
    }
  }
  return bytes;
}

// What is sent behind the brief.
std::size_t bytes_behind_brief(const Conversation& conversation) {
  std::size_t bytes = 0;
  for (std::size_t at = 1; at < conversation.turns.size(); ++at) {
    bytes += bytes_of(conversation.turns[at]);
  }
  return bytes;
}

TEST(MemoryTest, WithoutItTheWholeConversationIsSent) {
  Course course = course_with(0);
  for (int i = 0; i < 30; ++i) course.look(i, 20'000);

  EXPECT_EQ(course.conversation().turns.size(), 61U);
  EXPECT_EQ(course.conversation().tools, provider_tools());
}

TEST(MemoryTest, AShortConversationIsSentWholeAndHasTheTool) {
  Course course = course_with(1);
  course.remember({{"content", "a fact"}});
  course.look(1, 100);

  const Conversation conversation = course.conversation();

  EXPECT_EQ(conversation.turns.size(), 5U);
  ASSERT_EQ(conversation.tools.size(), provider_tools().size() + 1);
  EXPECT_EQ(conversation.tools.back().name, "remember");
  EXPECT_FALSE(holds(conversation.tools.back().parameters, "control"));
}

TEST(MemoryTest, ALongOneKeepsTheBriefAndTheNewestTurnsAndTheSlots) {
  Course course = course_with(2);
  course.remember({{"content", "the parser is in a.cpp"}, {"control", "next: b.cpp"}});
  for (int i = 0; i < 12; ++i) course.look(i, 20'000);
  course.remember({{"control", "next: c.cpp"}});

  const Conversation conversation = course.conversation();

  EXPECT_EQ(conversation.turns.front(), Turn(Said{"the brief"}));
  EXPECT_TRUE(holds(page_in(conversation), "content:\nthe parser is in a.cpp"));
  EXPECT_TRUE(holds(page_in(conversation), "control:\nnext: b.cpp")) << page_in(conversation);
  const auto& last = std::get<Reply>(conversation.turns.at(conversation.turns.size() - 2));
  EXPECT_EQ(last.calls.front().name, "remember");
  EXPECT_LE(bytes_behind_brief(conversation), kTurnsBytesMax);
}

TEST(MemoryTest, TheSlotOfMemoryOneIsContentAlone) {
  Course course = course_with(1);
  course.remember({{"content", "kept"}});
  for (int i = 0; i < 12; ++i) course.look(i, 20'000);

  EXPECT_TRUE(holds(page_in(course.conversation()), "content:\nkept"));
  EXPECT_FALSE(holds(page_in(course.conversation()), "control:"));
}

TEST(MemoryTest, BetweenTwoCutsAConversationOnlyGrowsAtItsEnd) {
  Course course = course_with(2);
  std::vector<Turn> before;
  int cuts = 0;
  for (int i = 0; i < 60; ++i) {
    course.look(i, 20'000);
    const std::vector<Turn> turns = course.conversation().turns;
    const bool grows =
        turns.size() >= before.size() && std::equal(before.begin(), before.end(), turns.begin());
    if (!grows) ++cuts;
    before = turns;
  }
  EXPECT_GE(cuts, 5);
  EXPECT_LE(cuts, 15);
}

TEST(MemoryTest, WhatAServerCountedBeforeACutCountsNoMore) {
  Course course = course_with(1);
  for (int i = 0; i < 10; ++i) course.look(i, 20'000);
  course.look(10, 1);

  const std::vector<Turn> turns = course.conversation().turns;

  EXPECT_EQ(std::get<Reply>(turns.at(2)).usage.input, 0);
  EXPECT_EQ(std::get<Reply>(turns.at(turns.size() - 2)).usage.input, 1000);
}

TEST(MemoryTest, ATurnThatIsTooLongIsSentInPartAndWithoutItsCalls) {
  Course course = course_with(1);
  course.look(1, 500'000);

  const Conversation conversation = course.conversation();

  ASSERT_EQ(conversation.turns.size(), 2U);
  EXPECT_TRUE(holds(page_in(conversation), "cat 1")) << page_in(conversation);
  EXPECT_LE(bytes_behind_brief(conversation), kTurnsBytesMax);
}

TEST(MemoryTest, TenThousandStepsNeverSendMoreThanTheBound) {
  Course course = course_with(2);
  constexpr int kSteps = 10'000;
  for (int i = 0; i < kSteps; ++i) {
    const bool is_huge = i % 977 == 976;
    if (i % 50 == 0) {
      course.remember({{"content", std::string(kContentBytesMax, 'c')},
                       {"control", std::string(kControlBytesMax, 'p')}});
    } else {
      course.look(i, is_huge ? 300'000 : static_cast<std::size_t>(i * 7919 % 6000));
    }
    // Each window is one of the fold's; the early ones and every hundredth are looked at.
    if (i > 300 && i % 100 != 0 && !is_huge) continue;
    ASSERT_LE(bytes_behind_brief(course.conversation()), kTurnsBytesMax) << i;
  }
}

}  // namespace
}  // namespace wright
