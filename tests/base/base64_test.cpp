// RFC 4648's own examples, and spellings that mean the same and are refused.
#include "base/base64.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace wright {
namespace {

TEST(Base64Test, TheExamplesOfTheStandardGoBothWays) {
  const std::vector<std::pair<std::string, std::string>> examples{
      {"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {std::string("\xff\x00\xfb\xef", 4), "/wD77w=="}};

  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(from_base64(text).value(), bytes);
  }
}

TEST(Base64Test, AnotherSpellingIsRefused) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zg==\n", "Z g=", "Zg==Zg==", "====", "Zm9v-"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace wright
