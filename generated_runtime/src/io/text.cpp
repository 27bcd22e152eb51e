#include "io/text.h"

namespace tw::io {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) noexcept {
  return static_cast<unsigned char>(text[i]);
}

void append_hex(std::string& out, unsigned value, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kDigits[(value >> shift) & 15];
}

}  // namespace

std::size_t character_bytes(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < count) return 0;
  // No longer form than needed, no surrogates, and nothing beyond 0x10FFFF.
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte_at(text, 1) < low || byte_at(text, 1) > high) return 0;
  for (std::size_t i = 2; i < count; ++i) {
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  }
  return count;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t count = character_bytes(text);
    if (count == 0) return false;
    text.remove_prefix(count);
  }
  return true;
}

void append_character(std::string& text, char32_t code) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::string one_line(std::string_view text, std::string_view marks) {
  std::string out;
  const auto escape = [&](char letter, unsigned value, int digits) {
    out += '\\';
    out += letter;
    append_hex(out, value, digits);
  };
  while (!text.empty()) {
    const std::size_t count = character_bytes(text);
    const std::string_view character = text.substr(0, count);
    const unsigned lead = byte_at(text, 0);
    if (count == 0) {
      escape('x', lead, 2);
    } else if (lead < 0x20 || lead == 0x7F) {
      escape('u', lead, 4);
    } else if (character == "\xC2\x85") {
      escape('u', 0x85, 4);
    } else if (character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9") {
      escape('u', character[2] == '\xA8' ? 0x2028 : 0x2029, 4);
    } else {
      if (marks.find(text[0]) != std::string_view::npos) out += '\\';
      out += character;
    }
    text.remove_prefix(count == 0 ? 1 : count);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  out += one_line(text, "\"\\");
  out += '"';
  return out;
}

}  // namespace tw::io
