// Text in UTF-8, as names, metadata and messages hold it: what is well formed, and what is escaped.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "tw/error.h"
#include "tw/safetensors.h"

namespace {

struct Range {
  unsigned low;
  unsigned high;
};
constexpr Range kLater = {0x80, 0xBF};
// The Unicode Standard, table 3-7: Well-Formed UTF-8 Byte Sequences.
const std::vector<std::vector<Range>> kRows = {
    {{0x00, 0x7F}},
    {{0xC2, 0xDF}, kLater},
    {{0xE0, 0xE0}, {0xA0, 0xBF}, kLater},
    {{0xE1, 0xEC}, kLater, kLater},
    {{0xED, 0xED}, {0x80, 0x9F}, kLater},
    {{0xEE, 0xEF}, kLater, kLater},
    {{0xF0, 0xF0}, {0x90, 0xBF}, kLater, kLater},
    {{0xF1, 0xF3}, kLater, kLater, kLater},
    {{0xF4, 0xF4}, {0x80, 0x8F}, kLater, kLater},
};

std::string of_bytes(const std::vector<unsigned>& bytes) {
  std::string text;
  for (const unsigned byte : bytes) text += static_cast<char>(byte);
  return text;
}

bool begins_with(const std::string& text, std::size_t at, const std::vector<Range>& row) {
  if (text.size() - at < row.size()) return false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const unsigned byte = static_cast<unsigned char>(text[at + i]);
    if (byte < row[i].low || byte > row[i].high) return false;
  }
  return true;
}

// The bytes of the character there, or 0.
std::size_t character_at(const std::string& text, std::size_t at) {
  for (const std::vector<Range>& row : kRows) {
    if (begins_with(text, at, row)) return row.size();
  }
  return 0;
}

// Where the first byte is that begins no character; the size where there is none.
std::size_t first_bad(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size() && character_at(text, at) != 0) at += character_at(text, at);
  return at;
}

// In quotes, on one line, with the escapes that tw/safetensors.h and JSON have for it.
std::string shown(const std::string& text) {
  std::string out = "\"";
  const auto add = [&](const char* format, unsigned value) {
    char escape[16];
    (void)std::snprintf(escape, sizeof escape, format, value);
    out += escape;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t count = character_at(text, at);
    const std::string character = text.substr(at, count);
    const unsigned lead = static_cast<unsigned char>(text[at]);
    if (count == 0)
      add("\\x%02x", lead);
    else if (lead < 0x20 || lead == 0x7F)
      add("\\u%04x", lead);
    else if (character == "\u0085")
      add("\\u%04x", 0x85);
    else if (character == "\u2028")
      add("\\u%04x", 0x2028);
    else if (character == "\u2029")
      add("\\u%04x", 0x2029);
    else if (character == "\"" || character == "\\")
      out += "\\" + character;
    else
      out += character;
    at += count == 0 ? 1 : count;
  }
  return out + "\"";
}

std::string file_of(const std::string& header) {
  const std::uint64_t length = header.size();
  std::string out(8, '\0');
  std::memcpy(out.data(), &length, 8);
  return out + header;
}

// What from_safetensors finds as the metadata of "k", or what it throws.
std::string read(const std::string& header) {
  const std::string file = file_of(header);
  try {
    return tw::from_safetensors(std::as_bytes(std::span(file.data(), file.size()))).metadata.at("k");
  } catch (const tw::Error& error) {
    return error.what();
  }
}
const std::string kBefore = "{\"__metadata__\":{\"k\":";
std::string read_text(const std::string& json) {
  return read(kBefore + json + "}}");
}

// The file with this text as the metadata of "k", or what to_safetensors throws.
std::string written(const std::string& text) {
  try {
    const std::vector<std::byte> bytes =
        tw::to_safetensors({.tensors = {}, .metadata = {{"k", text}}});
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } catch (const tw::Error& error) {
    return error.what();
  }
}
std::string padded(std::string header) {
  while (header.size() % 8 != 0) header += ' ';
  return header;
}

void expect_written_by_the_table(const std::string& text) {
  if (first_bad(text) == text.size())
    EXPECT_EQ(written(text), file_of(padded(kBefore + shown(text) + "}}")));
  else
    EXPECT_EQ(written(text), "[safetensors] the text " + shown(text) + " is no UTF-8");
}
// A text without control characters, quotes and backslashes.
void expect_read_by_the_table(const std::string& text) {
  const std::size_t bad = first_bad(text);
  const std::string found = read_text("\"" + text + "\"");
  if (bad == text.size())
    EXPECT_EQ(found, text) << shown(text);
  else
    EXPECT_EQ(found, "[safetensors] header: no UTF-8 at byte " +
                         std::to_string(kBefore.size() + 1 + bad))
        << shown(text);
}
void expect_by_the_table(const std::string& text) {
  expect_written_by_the_table(text);
  expect_read_by_the_table(text);
}

// The bytes of a code, by arithmetic.
std::string utf8(unsigned code) {
  if (code < 0x80) return of_bytes({code});
  if (code < 0x800) return of_bytes({0xC0 + code / 64, 0x80 + code % 64});
  if (code < 0x10000)
    return of_bytes({0xE0 + code / 4096, 0x80 + code / 64 % 64, 0x80 + code % 64});
  return of_bytes({0xF0 + code / 262144, 0x80 + code / 4096 % 64, 0x80 + code / 64 % 64,
                   0x80 + code % 64});
}

TEST(Utf8, FirstBytesAreThoseOfTheTable) {
  for (unsigned first = 0; first < 256; ++first) {
    expect_written_by_the_table(of_bytes({first}));
    expect_written_by_the_table(of_bytes({first, 0x90, 0x80, 0x80}));
    if (first < 0x20 || first == '"' || first == '\\') continue;
    expect_read_by_the_table(of_bytes({first}));
    expect_read_by_the_table(of_bytes({first, 'a', 'a', 'a'}));
  }
}

TEST(Utf8, SecondBytesAreThoseOfTheTableForEachFirstByte) {
  for (unsigned first = 0xC0; first < 256; ++first) {
    std::vector<unsigned> bytes = {first, 0};
    if (first >= 0xE0) bytes.push_back(0x80);
    if (first >= 0xF0) bytes.push_back(0xBF);
    for (const unsigned second :
         {0x41u, 0x7Fu, 0x80u, 0x8Fu, 0x90u, 0x9Fu, 0xA0u, 0xBFu, 0xC0u, 0xFFu}) {
      bytes[1] = second;
      expect_by_the_table(of_bytes(bytes));
    }
  }
}

TEST(Utf8, LaterBytesAreThoseOfTheTableInEachRow) {
  for (const std::vector<Range>& row : kRows) {
    std::vector<unsigned> lowest;
    std::vector<unsigned> highest;
    for (const Range& range : row) {
      lowest.push_back(range.low);
      highest.push_back(range.high);
    }
    if (row.size() > 1) {
      expect_by_the_table(of_bytes(lowest));
      expect_by_the_table(of_bytes(highest));
    }
    for (std::size_t i = 1; i < row.size(); ++i) {
      for (std::vector<unsigned> bytes : {lowest, highest}) {
        for (const unsigned byte :
             {0x41u, 0x7Fu, row[i].low - 1, row[i].low, row[i].high, row[i].high + 1, 0xC0u, 0xFFu}) {
          bytes[i] = byte;
          expect_by_the_table(of_bytes(bytes));
        }
      }
    }
  }
}

TEST(Utf8, CharactersThatAreCutShortAreNone) {
  for (const std::vector<Range>& row : kRows) {
    std::string text;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      text += static_cast<char>(row[i].low);
      expect_by_the_table(text);
      expect_by_the_table("ab" + text);
      expect_by_the_table(text + "\u00e9");
      EXPECT_EQ(read("{\"" + text), "[safetensors] header: no UTF-8 at byte 2");
    }
  }
}

TEST(Utf8, AnEscapeIsTheCharacterOfItsCode) {
  std::vector<unsigned> codes = {0x7F,   0x80,    0x7FF,   0x800,   0xFFF,  0x1000,
                                 0xD7FF, 0xE000,  0xFFFF,  0x10000, 0x1FFFF, 0x3FFFF,
                                 0x40000, 0xFFFFF, 0x100000, 0x10FFFF};
  for (unsigned bit = 1; bit < 0x10000; bit *= 2) codes.push_back(bit);
  for (unsigned bit = 1; bit < 0x100000; bit *= 2) codes.push_back(0x10000 + bit);
  for (const unsigned code : codes) {
    for (const bool capitals : {false, true}) {
      char json[32];
      if (code < 0x10000)
        (void)std::snprintf(json, sizeof json, capitals ? "\"\\u%04X\"" : "\"\\u%04x\"", code);
      else
        (void)std::snprintf(json, sizeof json,
                            capitals ? "\"\\u%04X\\u%04X\"" : "\"\\u%04x\\u%04x\"",
                            0xD800 + (code - 0x10000) / 1024, 0xDC00 + (code - 0x10000) % 1024);
      EXPECT_EQ(read_text(json), utf8(code)) << json;
    }
  }
}

TEST(Utf8, SurrogatesComeInPairsOfAHighAndALowOne) {
  for (const char* json :
       {R"("\ud800")", R"("\udbff")", R"("\udc00")", R"("\udfff")", R"("\ud800\ud7ff")",
        R"("\ud800\udbff")", R"("\ud800\ue000")", R"("\udbff\udbff")", R"("\udbff\ue000")",
        R"("\udc00\udc00")", R"("\udc00\udfff")", R"("\udfff\udfff")", R"("\udfff\udc00")",
        R"("\ud800 \udc00")", R"("\ud800udc00")", R"("\ud800\\udc00")"}) {
    EXPECT_EQ(read_text(json), "[safetensors] header: half of a surrogate pair at byte " +
                                   std::to_string(kBefore.size() + 1))
        << json;
  }
  for (const char* json : {R"("\ud800\udc00")", R"("\uD800\uDFFF")", R"("\udbff\uDC00")",
                           R"("\uDBFF\udfff")"})
    EXPECT_EQ(read_text(json).size(), 4u) << json;
}

TEST(Utf8, OnlyControlsAndEndsOfLinesAreWrittenAsEscapes) {
  std::string all;
  for (unsigned code = 0; code <= 0xA0; ++code) all += utf8(code);
  for (unsigned code = 0x2026; code <= 0x202B; ++code) all += utf8(code);
  // Those that share some bytes with them.
  for (const unsigned code : {0xC5u, 0x2068u, 0x20A8u, 0x3028u, 0x10085u, 0xFFFFu, 0x10FFFFu})
    all += utf8(code);
  expect_written_by_the_table(all);
  EXPECT_EQ(read_text(shown(all)), all);
}

TEST(Utf8, AMessageShowsEachByteThatIsNoCharacter) {
  EXPECT_EQ(written("\x80z\xBF\n\"\\\x7F~ \u0085\u00e9\xF4\x8F\xBF"),
            R"([safetensors] the text "\x80z\xbf\u000a\"\\\u007f~ \u0085)"
            "\u00e9"
            R"(\xf4\x8f\xbf" is no UTF-8)");
  std::string all;
  for (unsigned byte = 0x80; byte < 256; ++byte) all += of_bytes({byte, ' '});
  expect_written_by_the_table(all);
}

TEST(Utf8, AMessageAboutATensorShowsItsNameOnOneLine) {
  EXPECT_EQ(read("{\"a\\\"\\\\\\n\\u2028\\u2029\\u00e9 b\":{}}"),
            "[safetensors] tensor \"a\\\"\\\\\\u000a\\u2028\\u2029\u00e9 b\" lacks one of dtype, "
            "shape and data_offsets");
  EXPECT_EQ(read("{\"a\":{\"\\u007f\\u0085\":1}}"),
            "[safetensors] tensor \"a\" has the unknown key \"\\u007f\\u0085\"");
}

}  // namespace
