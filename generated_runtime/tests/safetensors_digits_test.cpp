// Space, digits, words and nesting in the headers of files, and the place that a message names.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "tw/error.h"
#include "tw/safetensors.h"

namespace {

tw::TensorFile read(std::string_view header) {
  const std::uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  file += header;
  return tw::from_safetensors(std::as_bytes(std::span(file.data(), file.size())));
}

std::string refusal(std::string_view header) {
  try {
    (void)read(header);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string json_refusal(std::string_view what, std::size_t at) {
  return "[safetensors] header: " + std::string(what) + " at byte " + std::to_string(at);
}

// What is said of a value as the metadata of "k", and where it begins.
std::string text_refusal(const std::string& json) {
  return refusal("{\"__metadata__\":{\"k\":" + json + "}}");
}
constexpr std::size_t kStart = 21;

TEST(SafetensorsJson, OnlyFourCharactersAreSpace) {
  for (const char space : {' ', '\t', '\n', '\r'}) {
    std::string header;
    for (const char* token : {"{", "\"__metadata__\"", ":", "{", "\"k\"", ":", "\"v\"", "}", "}"})
      header += space + std::string(token);
    EXPECT_EQ(read(header + space).metadata.at("k"), "v") << static_cast<int>(space);
  }
  for (const char other : {'\0', '\x08', '\x0B', '\x0C', '\x0E', '\x1F', '\x7F'}) {
    EXPECT_EQ(refusal(other + std::string("{}")), json_refusal("a value expected", 0));
    EXPECT_EQ(refusal(std::string("{}") + other), json_refusal("the end expected", 2));
  }
}

TEST(SafetensorsJson, DigitsAreThoseFrom0To9) {
  for (const char* json : {"0", "1", "9", "10", "90123456789", "-0", "-9", "0.0", "0.9", "9.09",
                           "0e0", "9E9", "-0.0e-09", "1e+90", "1E-09", "123.456e789"})
    EXPECT_EQ(text_refusal(json), json_refusal("a text expected", kStart)) << json;
  for (const char* json : {"/", ":", "a", "+0", "e1"})
    EXPECT_EQ(refusal(json), json_refusal("a value expected", 0)) << json;
  for (const char* json : {"-", "-/", "-:", "-e1", "--1", "-+1"})
    EXPECT_EQ(refusal(json), json_refusal("a digit expected", 1)) << json;
  for (const char* json : {"1.", "0./", "9.:", "1.e5", "1.-5", "0e", "1e/", "1E:", "0e.5"})
    EXPECT_EQ(refusal(json), json_refusal("a digit expected", 2)) << json;
  for (const char* json : {"1e+", "1E-", "1e+-5", "1e-+5", "1e++5", "1e--5"})
    EXPECT_EQ(refusal(json), json_refusal("a digit expected", 3)) << json;
  for (const char* json : {"00", "01", "0/", "9:", "1a", "1-1", "0x1"})
    EXPECT_EQ(refusal(json), json_refusal("the end expected", 1)) << json;
  EXPECT_EQ(refusal("1e5e5"), json_refusal("the end expected", 3));
  EXPECT_EQ(refusal("1.5.5"), json_refusal("the end expected", 3));
  EXPECT_EQ(refusal("-01"), json_refusal("the end expected", 2));
}

TEST(SafetensorsJson, WordsAreWhole) {
  for (const char* json : {"n", "nul", "nulk", "t", "tru", "trua", "f", "fals", "falsy", "ttrue",
                           "frue", "talse"})
    EXPECT_EQ(refusal(json), json_refusal("a value expected", 0)) << json;
  EXPECT_EQ(refusal("nullx"), json_refusal("the end expected", 4));
  EXPECT_EQ(refusal("true1"), json_refusal("the end expected", 4));
  EXPECT_EQ(refusal("falsee"), json_refusal("the end expected", 5));
  EXPECT_EQ(refusal("[null,true,false,nul]"), json_refusal("a value expected", 17));
}

TEST(SafetensorsJson, PositionsAreThoseOfTheTokenAfterSpace) {
  EXPECT_EQ(refusal("{ \"a\":1,  \"a\":1}"), json_refusal("the key \"a\" a second time", 10));
  EXPECT_EQ(refusal("{\"a\"  1}"), json_refusal("a colon expected", 6));
  EXPECT_EQ(refusal("[1  2]"), json_refusal("a comma or ] expected", 4));
  EXPECT_EQ(refusal("{\"a\":1  \"b\":1}"), json_refusal("a comma or } expected", 8));
  EXPECT_EQ(refusal("[1,  ]"), json_refusal("a value expected", 5));
  EXPECT_EQ(refusal("{  1:1}"), json_refusal("a text expected", 3));
  EXPECT_EQ(refusal("  []"), json_refusal("an object expected", 2));
  EXPECT_EQ(refusal("{}  1"), json_refusal("the end expected", 4));
  EXPECT_EQ(refusal("{\"ab\\"), json_refusal("an unknown escape", 4));
  EXPECT_EQ(refusal("{\"ab\\u123\"}"), json_refusal("four hexadecimal digits expected", 6));
  EXPECT_EQ(refusal("{\"ab\x1F\"}"), json_refusal("a control character without an escape", 4));
}

TEST(SafetensorsJson, TheWholeIsJsonBeforeItIsAskedWhatItSays) {
  EXPECT_EQ(refusal("{\"a\":{\"x\":1}"), json_refusal("a comma or } expected", 12));
  EXPECT_EQ(refusal("{\"a\":{\"x\":1}}]"), json_refusal("the end expected", 13));
  EXPECT_EQ(refusal("[] {}"), json_refusal("the end expected", 3));
}

TEST(SafetensorsJson, ObjectsAndListsCountTogetherForTheDepth) {
  const auto nested = [](int lists) {
    std::string text;
    for (int i = 0; i < 32; ++i) text += "{\"a\":[";
    text.append(static_cast<std::size_t>(lists), '[');
    text.append(static_cast<std::size_t>(lists), ']');
    for (int i = 0; i < 32; ++i) text += "]}";
    return text;
  };
  // 64 deep: then it is read, and "a" is no object.
  EXPECT_EQ(refusal(nested(0)), json_refusal("an object expected", 5));
  EXPECT_EQ(refusal(nested(1)),
            json_refusal("more than 64 lists and objects in each other", 32 * 6));
}

}  // namespace
