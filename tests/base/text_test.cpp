// Small string verbs, and UTF-8 told from what only looks like it.
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::ElementsAre;

const std::string kReplacement = "\xEF\xBF\xBD";  // U+FFFD.

TEST(Utf8Test, WellFormedTextOfEveryLengthIsUtf8AndStaysAsItIs) {
  const std::vector<std::string> good{"",
                                      "plain",
                                      std::string(1, '\0'),
                                      "\x7F",
                                      "\xC2\x80",           // U+0080, the first of two bytes.
                                      "\xDF\xBF",           // U+07FF
                                      "\xE0\xA0\x80",       // U+0800
                                      "\xED\x9F\xBF",       // U+D7FF, before the surrogates.
                                      "\xEE\x80\x80",       // U+E000, after them.
                                      "\xF0\x90\x80\x80",   // U+10000
                                      "\xF4\x8F\xBF\xBF"};  // U+10FFFF, the last.
  for (const std::string& text : good) {
    EXPECT_TRUE(is_utf8(text)) << escape_for_terminal(text);
    EXPECT_EQ(to_utf8(text), text);
  }
}

TEST(Utf8Test, MalformedBytesAreNotUtf8AndAreReplacedOneByOne) {
  struct Case {
    std::string bytes;
    std::size_t malformed;
  };
  const std::vector<Case> cases{{"\x80", 1},              // A continuation alone.
                                {"\xC0\xAF", 2},          // An overlong '/'.
                                {"\xC1\xBF", 2},          // An overlong U+007F.
                                {"\xE0\x9F\xBF", 3},      // An overlong U+07FF.
                                {"\xF0\x8F\xBF\xBF", 4},  // An overlong U+FFFF.
                                {"\xED\xA0\x80", 3},      // A surrogate.
                                {"\xF4\x90\x80\x80", 4},  // Above U+10FFFF.
                                {"\xF5\x80\x80\x80", 4},
                                {"\xE2\x82", 2},  // Cut short by the end.
                                {"\xFF", 1}};
  for (const Case& now : cases) {
    std::string replaced;
    for (std::size_t i = 0; i < now.malformed; ++i) replaced += kReplacement;

    EXPECT_FALSE(is_utf8("a" + now.bytes)) << escape_for_terminal(now.bytes);
    EXPECT_EQ(to_utf8("a" + now.bytes + "z"), "a" + replaced + "z");
  }
}

TEST(HeadAndTailTest, ShortTextStaysWhole) {
  EXPECT_EQ(head_and_tail("0123456789", 10), "0123456789");
  EXPECT_EQ(head_and_tail("", 0), "");
}

TEST(HeadAndTailTest, LongTextKeepsBothEndsAndSaysWhatWasCut) {
  EXPECT_EQ(head_and_tail("0123456789a", 10), "01234\n[... 1 bytes cut ...]\n6789a");
  EXPECT_EQ(head_and_tail("0123456789", 3), "0\n[... 8 bytes cut ...]\n9");
  EXPECT_EQ(head_and_tail("0123456789", 0), "\n[... 10 bytes cut ...]\n");
}

TEST(HeadAndTailTest, NoCharacterIsCutInTwo) {
  const std::string euro = "\xE2\x82\xAC";

  const std::string cut = head_and_tail(euro + euro + "-" + euro + euro, 8);

  EXPECT_EQ(cut, euro + "\n[... 7 bytes cut ...]\n" + euro);
}

TEST(HeadAndTailTest, BytesThatAreNoTextAreCutInPlace) {
  EXPECT_EQ(head_and_tail(std::string(20, '\x80'), 16),
            std::string(5, '\x80') + "\n[... 10 bytes cut ...]\n" + std::string(5, '\x80'));
}

TEST(SplitTest, EverySeparatorEndsAPart) {
  EXPECT_THAT(split("", '/'), ElementsAre(""));
  EXPECT_THAT(split("a", '/'), ElementsAre("a"));
  EXPECT_THAT(split("a/b", '/'), ElementsAre("a", "b"));
  EXPECT_THAT(split("/a//", '/'), ElementsAre("", "a", "", ""));
}

TEST(JoinTest, JoiningUndoesSplitting) {
  for (const std::string text : {"", "a", "a,b", ",a,,"}) {
    EXPECT_EQ(join(split(text, ','), ","), text);
  }
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"x", "x"}, ", "), "x, x");
}

TEST(TrimTest, SpaceGoesFromBothEndsOnly) {
  EXPECT_EQ(trim(" \t\r\n\f\va b\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

}  // namespace
}  // namespace wright
