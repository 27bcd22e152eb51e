// Headers that others wrote: what is JSON and what is not, and what it may say.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tw/error.h"
#include "tw/safetensors.h"

namespace {

// A file with this header and so many bytes 1 behind it.
std::vector<std::byte> file_of(std::string_view header, std::size_t body = 0) {
  const std::uint64_t length = header.size();
  std::vector<std::byte> bytes(8 + header.size() + body, std::byte{1});
  std::memcpy(bytes.data(), &length, 8);
  if (!header.empty()) std::memcpy(bytes.data() + 8, header.data(), header.size());
  return bytes;
}

tw::TensorFile read(std::string_view header, std::size_t body = 0) {
  return tw::from_safetensors(file_of(header, body));
}

std::string refusal(std::string_view header, std::size_t body = 0) {
  try {
    (void)read(header, body);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string json_refusal(std::string_view what, std::size_t at) {
  return "[safetensors] header: " + std::string(what) + " at byte " + std::to_string(at);
}

// The text that JSON says, as the metadata of the key "k".
std::string text_of(const std::string& json) {
  return read("{\"__metadata__\":{\"k\":" + json + "}}").metadata.at("k");
}
std::string text_refusal(const std::string& json) {
  return refusal("{\"__metadata__\":{\"k\":" + json + "}}");
}

// Where the value of "k" begins in the header of text_of().
constexpr std::size_t kStart = 21;

TEST(SafetensorsJson, SpaceIsAllowedBetweenTokens) {
  const tw::TensorFile file = read(
      " \t\r\n{ \"a\" :\n{ \"shape\" : [ 2 , 1 ] , \"data_offsets\" : [ 0 , 2 ] ,\r\"dtype\":\t\"U8\" } } ",
      2);
  EXPECT_EQ(tw::to_text(file.tensors.at("a").sizes()), "[2, 1]");
  EXPECT_TRUE(read("{}").tensors.empty());
  EXPECT_TRUE(read("{ }").tensors.empty());
  EXPECT_TRUE(read("{\"__metadata__\": { } }").metadata.empty());
}

TEST(SafetensorsJson, Texts) {
  EXPECT_EQ(text_of(R"("")"), "");
  EXPECT_EQ(text_of(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(text_of(R"("\u0041\u00e9\u20AC\ud83d\uDE00")"), "A\u00e9\u20ac\U0001F600");
  EXPECT_EQ(text_of(R"("\u0000")"), std::string(1, '\0'));
  EXPECT_EQ(text_of(R"("\ud800\udc00\udbff\udfff\ud7ff\ue000")"),
            "\U00010000\U0010FFFF\xED\x9F\xBF\xEE\x80\x80");
  EXPECT_EQ(text_of("\"\u00e9\u20ac\U0001F600\x7F\""), "\u00e9\u20ac\U0001F600\x7F");
  EXPECT_EQ(text_of("\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF\""),
            "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF");
}

TEST(SafetensorsJson, TextsThatAreWrong) {
  for (const char* json : {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")",
                           R"("\ud83d\u0041")", R"("\ud83d\ud83d")", R"("\ude00\ud83d")"})
    EXPECT_EQ(text_refusal(json), json_refusal("half of a surrogate pair", kStart + 1)) << json;
  for (const char* json : {R"("\x41")", R"("\'")", R"("\U0041")", R"("\N")"})
    EXPECT_EQ(text_refusal(json), json_refusal("an unknown escape", kStart + 1)) << json;
  for (const char* json : {R"("\u004")", R"("\u+041")", R"("\u-041")", R"("\u0x41")", R"("\u 041")",
                           R"("\u004g")"})
    EXPECT_EQ(text_refusal(json), json_refusal("four hexadecimal digits expected", kStart + 3))
        << json;
  for (const char c : {'\0', '\n', '\t', '\x1F'})
    EXPECT_EQ(text_refusal(std::string("\"") + c + "\""),
              json_refusal("a control character without an escape", kStart + 1));
  for (const char* bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE2\x82",
        "\xE2\x82\x41", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(text_refusal(std::string("\"") + bytes + "\""), json_refusal("no UTF-8", kStart + 1));
  }
  EXPECT_EQ(refusal("{\"a"), json_refusal("the end of a text expected", 3));
  EXPECT_EQ(refusal("{\"a\\"), json_refusal("an unknown escape", 3));
  EXPECT_EQ(refusal("{\"a\\u12"), json_refusal("four hexadecimal digits expected", 5));
}

// Well-formed values that say nothing here.
TEST(SafetensorsJson, ValuesOfAllKinds) {
  for (const char* json : {"null", "true", "false", "0", "-0", "12", "1.5", "1e5", "1E-05",
                           "-0.25e+2", "[]", "[ ]", "[[], {}, [1, \"a\"]]", "{}",
                           "{\"a\": {\"a\": 1}}"})
    EXPECT_EQ(text_refusal(json), json_refusal("a text expected", kStart)) << json;
  for (const char* json : {"[]", "null", "\"a\"", "3", "true"})
    EXPECT_EQ(refusal(json), json_refusal("an object expected", 0)) << json;
}

TEST(SafetensorsJson, WhatIsNoJson) {
  for (const char* json : {"", " ", "NaN", "Infinity", "'a'", "+1", ".5", "//", "nul", "True",
                           "\xEF\xBB\xBF{}", "}", ","}) {
    const std::size_t at = std::string_view(json) == " " ? 1 : 0;
    EXPECT_EQ(refusal(json), json_refusal("a value expected", at)) << json;
  }
  for (const char* json : {"-", "-a", "1.", "1.e5", "1e", "1e+", "-.5"})
    EXPECT_NE(refusal(json).find("a digit expected"), std::string::npos) << json;
  for (const char* json : {"01", "1a", "0x1", "{}{}", "{} {}", "{}]", "nullx", "1.5.5", "[1]]"})
    EXPECT_NE(refusal(json).find("the end expected"), std::string::npos) << json;
  EXPECT_EQ(refusal(std::string_view("{}\0", 3)), json_refusal("the end expected", 2));
  EXPECT_EQ(refusal("[1 2]"), json_refusal("a comma or ] expected", 3));
  EXPECT_EQ(refusal("[1}"), json_refusal("a comma or ] expected", 2));
  EXPECT_EQ(refusal("[1"), json_refusal("a comma or ] expected", 2));
  EXPECT_EQ(refusal("[1,]"), json_refusal("a value expected", 3));
  EXPECT_EQ(refusal("[,1]"), json_refusal("a value expected", 1));
  EXPECT_EQ(refusal("["), json_refusal("a value expected", 1));
  EXPECT_EQ(refusal("{\"a\" 1}"), json_refusal("a colon expected", 5));
  EXPECT_EQ(refusal("{\"a\"}"), json_refusal("a colon expected", 4));
  EXPECT_EQ(refusal("{\"a\":}"), json_refusal("a value expected", 5));
  EXPECT_EQ(refusal("{\"a\":1,}"), json_refusal("a value expected", 7));
  EXPECT_EQ(refusal("{\"a\":1"), json_refusal("a comma or } expected", 6));
  EXPECT_EQ(refusal("{\"a\":1]"), json_refusal("a comma or } expected", 6));
  EXPECT_EQ(refusal("{1:1}"), json_refusal("a text expected", 1));
}

TEST(SafetensorsJson, KeysOccurOnce) {
  EXPECT_EQ(refusal(R"({"a":1,"b":2,"\u0061":3})"), json_refusal("the key \"a\" a second time", 13));
  EXPECT_EQ(refusal(R"([{"a":1},{"a":[{"b":1,"b":1}]}])"),
            json_refusal("the key \"b\" a second time", 22));
  EXPECT_EQ(refusal(R"({"__metadata__":{"k":"1","k":"1"}})"),
            json_refusal("the key \"k\" a second time", 25));
  EXPECT_EQ(refusal(R"({"__metadata__":{},"__metadata__":{}})"),
            json_refusal("the key \"__metadata__\" a second time", 19));
  EXPECT_EQ(refusal(R"({"a\nb":1,"a\nb":1})"), json_refusal("the key \"a\\u000ab\" a second time", 10));
}

TEST(SafetensorsJson, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(refusal(nested(64)), json_refusal("an object expected", 0));
  EXPECT_EQ(refusal(nested(65)),
            json_refusal("more than 64 lists and objects in each other", 64));
  EXPECT_EQ(refusal(std::string(1'000'000, '[')),
            json_refusal("more than 64 lists and objects in each other", 64));
  // Beside each other they may be more.
  std::string many = "[";
  for (int i = 0; i < 100; ++i) many += "[],{},";
  EXPECT_EQ(refusal(many + "1]"), json_refusal("an object expected", 0));
}

std::string entry(const std::string& dtype, const std::string& sizes, const std::string& offsets) {
  return "{\"dtype\":" + dtype + ",\"shape\":" + sizes + ",\"data_offsets\":" + offsets + "}";
}
std::string entry_refusal(const std::string& json, std::size_t body) {
  return refusal("{\"a\":" + json + "}", body);
}

TEST(SafetensorsJson, NumbersAreWholeFromZeroToTwoToThe53) {
  EXPECT_EQ(read("{\"a\":" + entry("\"F64\"", "[0,9007199254740992]", "[0,0]") + "}")
                .tensors.at("a")
                .size(1),
            std::int64_t{1} << 53);
  for (const char* number : {"9007199254740993", "18446744073709551616", "100000000000000000000000",
                             "-1", "-0", "2.0", "2e0", "1E1"}) {
    const std::string list = std::string("[0,") + number + "]";
    EXPECT_EQ(entry_refusal(entry("\"F64\"", list, "[0,0]"), 0),
              json_refusal("a whole number from 0 to 2^53 expected", 31))
        << number;
    EXPECT_NE(entry_refusal(entry("\"F64\"", "[0]", list), 0).find("a whole number"),
              std::string::npos);
  }
  EXPECT_NE(entry_refusal(entry("\"F64\"", "[\"2\"]", "[0,0]"), 0).find("a number expected"),
            std::string::npos);
}

TEST(SafetensorsJson, EntriesHaveTheseThreeKeys) {
  const std::string start = "[safetensors] tensor \"a\" ";
  const std::string lacks = start + "lacks one of dtype, shape and data_offsets";
  EXPECT_EQ(entry_refusal("{}", 0), lacks);
  EXPECT_EQ(entry_refusal(R"({"dtype":"U8","shape":[1]})", 1), lacks);
  EXPECT_EQ(entry_refusal(R"({"dtype":"U8","data_offsets":[0,1]})", 1), lacks);
  EXPECT_EQ(entry_refusal(R"({"shape":[1],"data_offsets":[0,4]})", 4), lacks);
  EXPECT_EQ(entry_refusal(R"({"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1})", 1),
            start + "has the unknown key \"x\"");
  EXPECT_EQ(entry_refusal("[]", 0), json_refusal("an object expected", 5));
  for (const char* dtype : {"\"F31\"", "\"f32\"", "\"F8_E4M3\"", "\"\"", "\"F32 \"", "\"U16\""})
    EXPECT_EQ(entry_refusal(entry(dtype, "[1]", "[0,4]"), 4),
              start + "has the unknown dtype " + dtype);
  EXPECT_EQ(entry_refusal(entry("4", "[1]", "[0,4]"), 4), json_refusal("a text expected", 14));
  EXPECT_EQ(entry_refusal(entry("\"U8\"", "1", "[0,1]"), 1), json_refusal("a list expected", 27));
  for (const char* offsets : {"[]", "[0]", "[0,1,1]"})
    EXPECT_EQ(entry_refusal(entry("\"U8\"", "[1]", offsets), 1),
              start + "does not have two offsets");
  const std::string sixteen = "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
  EXPECT_EQ(read("{\"a\":" + entry("\"U8\"", sixteen, "[0,1]") + "}", 1).tensors.at("a").rank(), 16);
  EXPECT_EQ(entry_refusal(entry("\"U8\"", "[1," + sixteen.substr(1), "[0,1]"), 1),
            start + "has more than 16 sizes");
}

TEST(SafetensorsJson, OffsetsAgreeWithDtypeAndSizes) {
  const std::string message =
      "[safetensors] tensor \"a\" has offsets that do not agree with its dtype and sizes";
  for (const char* offsets : {"[0,4]", "[0,12]", "[0,7]", "[0,9]", "[8,0]", "[4,8]", "[0,0]"})
    EXPECT_EQ(entry_refusal(entry("\"F32\"", "[2]", offsets), 8), message) << offsets;
  // Products that are 0 modulo 2^64, and a number of bytes that is.
  const std::string start = "[safetensors] ";
  for (const char* sizes : {"[4294967296,4294967296]", "[0,9007199254740992,9007199254740992]",
                            "[2305843009213693952]", "[8192,281474976710656]"})
    EXPECT_EQ(entry_refusal(entry("\"F64\"", sizes, "[0,0]"), 0).substr(0, start.size()), start);
}

TEST(SafetensorsJson, TensorsFillWhatFollowsTheHeader) {
  const auto two = [](const std::string& a, const std::string& b) {
    return "{\"a\":" + entry("\"U8\"", "[2]", a) + ",\"b\":" + entry("\"U8\"", "[3]", b) + "}";
  };
  EXPECT_EQ(read(two("[0,2]", "[2,5]"), 5).tensors.size(), 2u);
  EXPECT_EQ(read(two("[3,5]", "[0,3]"), 5).tensors.size(), 2u);
  const std::string rest = "overlaps another or leaves a gap before it";
  EXPECT_EQ(refusal(two("[0,2]", "[3,6]"), 6), "[safetensors] tensor \"b\" " + rest);
  EXPECT_EQ(refusal(two("[0,2]", "[1,4]"), 4), "[safetensors] tensor \"b\" " + rest);
  EXPECT_EQ(refusal(two("[1,3]", "[3,6]"), 6), "[safetensors] tensor \"a\" " + rest);
  EXPECT_EQ(refusal(two("[0,2]", "[0,3]"), 3), "[safetensors] tensor \"b\" " + rest);
  for (const std::size_t body : {0, 4, 6})
    EXPECT_EQ(refusal(two("[0,2]", "[2,5]"), body),
              "[safetensors] the tensors take 5 bytes, but " + std::to_string(body) +
                  " follow the header");
  EXPECT_EQ(refusal("{}", 1), "[safetensors] the tensors take 0 bytes, but 1 follow the header");

  // Tensors without elements lie between others, not within.
  const auto none = [](const std::string& offsets) {
    return "{\"n\":" + entry("\"F64\"", "[0]", offsets) + ",\"a\":" +
           entry("\"U8\"", "[2]", "[0,2]") + ",\"m\":" + entry("\"I16\"", "[3,0]", offsets) + "}";
  };
  EXPECT_EQ(read(none("[0,0]"), 2).tensors.size(), 3u);
  EXPECT_EQ(read(none("[2,2]"), 2).tensors.size(), 3u);
  EXPECT_NE(refusal(none("[1,1]"), 2), "nothing was thrown");
  EXPECT_NE(refusal(none("[3,3]"), 2), "nothing was thrown");
}

TEST(SafetensorsJson, LengthsThatAreWrong) {
  const auto stated = [](std::uint64_t length, std::size_t there) {
    std::vector<std::byte> bytes = file_of("{}");
    bytes.resize(8 + there, std::byte{' '});
    std::memcpy(bytes.data(), &length, 8);
    try {
      (void)tw::from_safetensors(bytes);
    } catch (const tw::Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(stated(2, 2), "nothing was thrown");
  EXPECT_EQ(stated(8, 8), "nothing was thrown");
  EXPECT_EQ(stated(3, 2), "[safetensors] cut short: no header of 3 bytes");
  EXPECT_EQ(stated(100'000'000, 2), "[safetensors] cut short: no header of 100000000 bytes");
  EXPECT_EQ(stated(100'000'001, 2),
            "[safetensors] a header of 100000001 bytes is longer than 100000000");
  EXPECT_EQ(stated(UINT64_MAX, 2),
            "[safetensors] a header of 18446744073709551615 bytes is longer than 100000000");
  const std::vector<std::byte> few(7);
  EXPECT_THROW((void)tw::from_safetensors(few), tw::Error);
  EXPECT_THROW((void)tw::from_safetensors({}), tw::Error);
}

TEST(SafetensorsJson, OffsetsDoNotWrapRound) {
  // From 2^53 back to 0 there are 2^64 - 2^53 bytes modulo 2^64: 2^50 * 2047 numbers of 8 bytes.
  EXPECT_EQ(entry_refusal(entry("\"F64\"", "[1125899906842624,2047]", "[9007199254740992,0]"), 0),
            "[safetensors] tensor \"a\" has offsets that do not agree with its dtype and sizes");
}

TEST(SafetensorsJson, OffsetsAreExactlyTwo) {
  for (const char* offsets : {"[]", "[0]", "[1]", "[0,1,0]", "[0,1,2,3]", "[0,1,1,1,1,1,1,1,1]"})
    EXPECT_EQ(entry_refusal(entry("\"U8\"", "[1]", offsets), 1),
              "[safetensors] tensor \"a\" does not have two offsets")
        << offsets;
}

TEST(SafetensorsJson, EachDtypeTakesItsBytes) {
  const std::vector<std::pair<std::string, std::size_t>> widths = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},   {"I16", 2}, {"I32", 4},
      {"I64", 8},  {"F16", 2}, {"BF16", 2}, {"F32", 4}, {"F64", 8}};
  for (const auto& [dtype, width] : widths) {
    const std::size_t bytes = 6 * width;
    for (std::size_t stated = bytes - 1; stated <= bytes + 1; ++stated) {
      const std::string json = "{\"a\":" + entry("\"" + dtype + "\"", "[2,3]",
                                                 "[0," + std::to_string(stated) + "]") + "}";
      EXPECT_EQ(refusal(json, stated),
                stated == bytes ? "nothing was thrown"
                                : "[safetensors] tensor \"a\" has offsets that do not agree with "
                                  "its dtype and sizes")
          << dtype << ' ' << stated;
    }
    EXPECT_EQ(refusal("{\"a\":" + entry("\"" + dtype + "\"", "[0]", "[0,0]") + "}"),
              "nothing was thrown");
  }
}

TEST(SafetensorsJson, ALengthTakesEightBytes) {
  for (std::size_t count = 0; count < 8; ++count) {
    const std::vector<std::byte> few(count);
    try {
      (void)tw::from_safetensors(few);
      ADD_FAILURE() << count;
    } catch (const tw::Error& error) {
      EXPECT_STREQ(error.what(), "[safetensors] cut short: no length of a header") << count;
    }
  }
  // All that is there says that the header has no bytes, and so holds no object.
  EXPECT_EQ(refusal(""), json_refusal("a value expected", 0));
}

}  // namespace
