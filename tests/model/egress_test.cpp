// Where bytes may go is said once, and holds.
#include <gtest/gtest.h>

#include "model/choice.h"

namespace wright {
namespace {

constexpr const char* kFar = "https://api.example.com/v1/messages";
constexpr const char* kNear = "http://127.0.0.1:8080/v1/chat/completions";

std::string refusal(const std::string& egress, const std::string& url) {
  const Result<void> checked = check_egress(egress, url);
  return checked ? "" : checked.error().message;
}

TEST(EgressTest, NothingSaidLetsTheModelBeWhereItIs) {
  EXPECT_EQ(refusal("", kFar), "");
  EXPECT_EQ(refusal("", kNear), "");
}

TEST(EgressTest, NoneLetsNothingGo) {
  EXPECT_EQ(refusal("none", kNear),
            std::string("--egress none does not let the conversation go to ") + kNear);
  EXPECT_NE(refusal("none", kFar), "");
}

TEST(EgressTest, LoopbackStaysOnTheMachine) {
  EXPECT_EQ(refusal("loopback", kNear), "");
  EXPECT_NE(refusal("loopback", kFar), "");
}

TEST(EgressTest, AServerIsItselfAlone) {
  EXPECT_EQ(refusal("https://api.example.com", kFar), "");
  EXPECT_EQ(refusal("https://api.example.com/", kFar), "");
  EXPECT_NE(refusal("https://api.example.co", kFar), "");
  EXPECT_NE(refusal("https://api.example.com", "https://api.example.com.evil.net/v1"), "");
  EXPECT_NE(refusal("https://api.example.com", "http://api.example.com/v1/messages"), "");
  EXPECT_NE(refusal("https://api.example.com:8443", kFar), "");
}

TEST(EgressTest, WhatIsNoPlaceIsRefused) {
  EXPECT_EQ(refusal("lan", kNear),
            "--egress lan: none, loopback or a server's https://HOST[:PORT]");
}

}  // namespace
}  // namespace wright
