// A reader of JSON (RFC 8259) that keeps no tree: whoever asks knows what should come.
//
// What is wrong throws "[safetensors] header: a comma or } expected at byte 12".
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "io/text.h"

namespace tw::io {

inline constexpr int kDepthMax = 64;                                // Of lists and objects.
inline constexpr std::uint64_t kWholeMax = std::uint64_t{1} << 53;  // The largest whole number.

enum class JsonKind { null, boolean, number, text, list, object };

// Each function reads the value that comes next and throws if it is of another kind.
class JsonReader {
 public:
  // The text lives as long as the reader.
  explicit JsonReader(std::string_view text) : text_(text) {}

  [[nodiscard]] JsonKind kind();  // Of the value that comes next, which stays.
  [[nodiscard]] std::string text();
  [[nodiscard]] std::string_view number();  // As it is written.
  [[nodiscard]] std::uint64_t whole();      // A number of digits only, at most kWholeMax.
  // Calls item() for each item, which reads it.
  template <class Item>
  void list(Item item);
  // Calls member(key) for each key, which reads its value.  A key that occurs twice throws.
  template <class Member>
  void object(Member member);
  void skip();  // Any value.
  void end();   // Throws if anything but space is left.

 private:
  [[noreturn]] void fail_at(std::size_t at, std::string_view what) const;
  void skip_space() noexcept;
  [[nodiscard]] bool take(char c) noexcept;  // Whether c came next.
  void require(JsonKind wanted);
  void open(JsonKind wanted);                // The bracket that begins a list or an object.
  [[nodiscard]] bool closes(char bracket);   // Whether the bracket came next.
  [[nodiscard]] bool goes_on(char bracket);  // Whether a comma came next, and not the bracket.
  void word(std::string_view wanted);
  void digits();
  char32_t escaped();  // What stands after a backslash.
  char32_t hex();

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

template <class Item>
void JsonReader::list(Item item) {
  open(JsonKind::list);
  if (closes(']')) return;
  do {
    item();
  } while (goes_on(']'));
}

template <class Member>
void JsonReader::object(Member member) {
  open(JsonKind::object);
  if (closes('}')) return;
  std::set<std::string> keys;
  do {
    skip_space();
    const std::size_t at = at_;
    const auto [key, is_new] = keys.insert(text());
    if (!is_new) fail_at(at, "the key " + quoted(*key) + " a second time");
    skip_space();
    if (!take(':')) fail_at(at_, "a colon expected");
    member(*key);
  } while (goes_on('}'));
}

}  // namespace tw::io
