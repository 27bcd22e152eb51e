// Bytes to JSON: bounded in size and depth, and only UTF-8.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {
namespace {

std::string fault_of(const std::string& text, std::size_t bytes_max = 1U << 20U) {
  const Result<nlohmann::json> value = parse_json(text, bytes_max);
  return value ? "" : value.error().message;
}

std::string nested(int levels, const std::string& inside = "") {
  return std::string(levels, '[') + inside + std::string(levels, ']');
}

TEST(ParseJsonTest, WhatIsNoJsonIsAnErrorOfOneLine) {
  for (const std::string text :
       {"", " ", "{", "{}{}", "[1,]", "{\"a\" 1}", "nul", "'a'", "\"\xFF\"", "\"\xED\xA0\x80\"",
        "\"\x01\"", "\"\\ud800\"", "1e999", "-1e999", "NaN", "// note\n1"}) {
    EXPECT_EQ(fault_of(text), "malformed JSON") << text;
  }
}

TEST(ParseJsonTest, TheBoundOfBytesIsExact) {
  EXPECT_EQ(fault_of("[1,2]", 5), "");
  EXPECT_EQ(fault_of("[1,2]", 4), "JSON of 5 bytes, more than 4");
}

TEST(ParseJsonTest, TheBoundOfLevelsIsExactAndStringsDoNotCount) {
  EXPECT_EQ(fault_of(nested(64)), "");
  EXPECT_EQ(fault_of(nested(65)), "JSON deeper than 64 levels");
  EXPECT_EQ(fault_of(nested(64, R"("[[[\"{{{")")), "");
  EXPECT_EQ(fault_of(std::string(1000000, '[')), "JSON deeper than 64 levels");
  EXPECT_EQ(fault_of(std::string(1000, ']') + std::string(1000, '[')), "malformed JSON");
}

TEST(CanonicalTest, KeysAreSortedSpacesAreGoneAndBytesOutsideAsciiAreEscaped) {
  const nlohmann::json value = parse_json("{ \"b\": [1, 2.5], \"a\": \"\xC3\xA9\\n\" }").value();

  EXPECT_EQ(canonical(value), R"({"a":"\u00e9\n","b":[1,2.5]})");
}

TEST(CanonicalTest, MalformedTextIsReplacedAndStaysReadable) {
  const std::string text = canonical(nlohmann::json{{"a", "x\xFFy"}});

  EXPECT_EQ(text, R"({"a":"x\ufffdy"})");
  EXPECT_EQ(canonical(parse_json(text).value()), text);
}

}  // namespace
}  // namespace wright
