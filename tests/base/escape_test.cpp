// What untrusted text may do to a terminal, a prompt or a reviewer: nothing.
#include <gtest/gtest.h>

#include "base/text.h"

namespace wright {
namespace {

TEST(EscapeTest, PlainTextLinesAndTabsStayAsTheyAre) {
  const std::string text = "a line,\n\ta tab, \xC3\xA9, \xE6\x97\xA5 and \xF0\x9F\x9A\x80";

  EXPECT_EQ(escape_for_terminal(text), text);
}

TEST(EscapeTest, ControlCharactersBecomeVisible) {
  EXPECT_EQ(escape_for_terminal("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07");
  EXPECT_EQ(escape_for_terminal("good\rbad\b\x7F"), "good\\x0dbad\\x08\\x7f");
  EXPECT_EQ(escape_for_terminal(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(escape_for_terminal("\xC2\x9B"
                                "2J"),
            "\\u009b2J");  // C1: a control sequence in one character.
}

TEST(EscapeTest, MalformedBytesBecomeVisible) {
  EXPECT_EQ(escape_for_terminal("\x9B"
                                "2J\xC3"),
            "\\x9b2J\\xc3");
  EXPECT_EQ(escape_for_terminal("\xC0\x9B"), "\\xc0\\x9b");  // An overlong escape character.
}

// The characters that reorder, join or hide text.
TEST(EscapeTest, HiddenCharactersBecomeVisible) {
  struct Case {
    const char* hidden;
    const char* shown;
  };
  const std::vector<Case> cases{
      {"\xC2\xAD", "\\u00ad"},           // Soft hyphen.
      {"\xCD\x8F", "\\u034f"},           // Combining grapheme joiner.
      {"\xD8\x9C", "\\u061c"},           // Arabic letter mark.
      {"\xE1\x85\x9F", "\\u115f"},       // Hangul filler, a name that looks like a space.
      {"\xE1\xA0\x8E", "\\u180e"},       // Mongolian vowel separator.
      {"\xE2\x80\x8B", "\\u200b"},       // Zero-width space.
      {"\xE2\x80\x8D", "\\u200d"},       // Zero-width joiner.
      {"\xE2\x80\x8F", "\\u200f"},       // Right-to-left mark.
      {"\xE2\x80\xA8", "\\u2028"},       // Line separator.
      {"\xE2\x80\xAE", "\\u202e"},       // Right-to-left override.
      {"\xE2\x81\xA0", "\\u2060"},       // Word joiner.
      {"\xE2\x81\xA6", "\\u2066"},       // Left-to-right isolate.
      {"\xE2\x81\xA9", "\\u2069"},       // Pop directional isolate.
      {"\xE3\x85\xA4", "\\u3164"},       // Hangul filler.
      {"\xEF\xB8\x8F", "\\ufe0f"},       // A variation selector.
      {"\xEF\xBB\xBF", "\\ufeff"},       // Byte-order mark.
      {"\xEF\xBE\xA0", "\\uffa0"},       // Halfwidth Hangul filler.
      {"\xEF\xBF\xB9", "\\ufff9"},       // Interlinear annotation anchor.
      {"\xF0\x9D\x85\xB3", "\\u1d173"},  // A musical control.
      {"\xF3\xA0\x81\x81", "\\ue0041"},  // A tag: an invisible letter A.
      {"\xF3\xA0\x84\x80", "\\ue0100"}   // A variation selector that may carry a byte.
  };
  for (const Case& now : cases) {
    EXPECT_EQ(escape_for_terminal(std::string("a") + now.hidden + "b"),
              std::string("a") + now.shown + "b");
  }
}

TEST(EscapeTest, EscapingTwiceChangesNothingMore) {
  const std::string once = escape_for_terminal("\x1b\xE2\x80\xAE\xFF");

  EXPECT_EQ(once, "\\x1b\\u202e\\xff");
  EXPECT_EQ(escape_for_terminal(once), once);
}

}  // namespace
}  // namespace wright
