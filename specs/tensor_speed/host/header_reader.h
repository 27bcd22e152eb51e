// A reader of headers that are right, independent of the library's: it shows what was written.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

class HeaderReader {
 public:
  explicit HeaderReader(std::string text) : text_(std::move(text)) {}

  // "name:F32[2,3]@0,24" of each tensor in the order of their places, after "key=text" of metadata.
  std::string layout() {
    object([&](const std::string& name) { entry(name); });
    expect_end();
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    std::string all = metadata_;
    for (const Entry& one : entries_) all += (all.empty() ? "" : " ") + one.text;
    return all;
  }
  // Where the last tensor ends.
  [[nodiscard]] std::size_t end() const {
    std::size_t last = 0;
    for (const Entry& one : entries_) last = std::max(last, one.end);
    return last;
  }

 private:
  struct Entry {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
  };

  [[noreturn]] static void fault() { throw std::runtime_error("[host] the header is no JSON"); }

  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ == text_.size()) fault();
    return text_[at_];
  }
  bool took(char c) {
    const bool matches = next() == c;
    if (matches) ++at_;
    return matches;
  }
  void expect(char c) {
    if (!took(c)) fault();
  }
  void expect_end() {
    if (text_.find_first_not_of(' ', at_) != std::string::npos) fault();
  }

  template <class Visit>
  void object(Visit visit) {
    expect('{');
    if (took('}')) return;
    do {
      const std::string key = string();
      expect(':');
      visit(key);
    } while (took(','));
    expect('}');
  }

  void entry(const std::string& name) {
    if (name == "__metadata__") {
      object([&](const std::string& key) {
        metadata_ += (metadata_.empty() ? "" : " ") + key + "=" + string();
      });
      return;
    }
    std::string dtype;
    std::string shape;
    std::vector<std::size_t> offsets;
    object([&](const std::string& key) {
      if (key == "dtype") dtype = string();
      if (key == "shape") shape = joined(list());
      if (key == "data_offsets") offsets = list();
    });
    if (offsets.size() != 2) fault();
    entries_.push_back(
        {offsets[0], offsets[1], name + ":" + dtype + "[" + shape + "]@" + joined(offsets)});
  }

  std::vector<std::size_t> list() {
    std::vector<std::size_t> numbers;
    expect('[');
    if (took(']')) return numbers;
    do {
      next();
      const std::size_t end = text_.find_first_not_of("0123456789", at_);
      if (end == at_) fault();
      numbers.push_back(std::stoull(text_.substr(at_, end - at_)));
      at_ = end;
    } while (took(','));
    expect(']');
    return numbers;
  }
  static std::string joined(const std::vector<std::size_t>& numbers) {
    std::string all;
    for (const std::size_t one : numbers) all += (all.empty() ? "" : ",") + std::to_string(one);
    return all;
  }

  std::string string() {
    std::string value;
    expect('"');
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) fault();
      value += text_[at_] == '\\' ? escaped() : std::string(1, text_[at_]);
    }
    expect('"');
    return value;
  }

  // At a backslash; stops at the last character of what it escapes.
  std::string escaped() {
    static const std::string kFrom = "\"\\/bfnrt";
    static const std::string kTo = "\"\\/\b\f\n\r\t";
    if (++at_ == text_.size()) fault();
    if (const std::size_t i = kFrom.find(text_[at_]); i != std::string::npos) return {kTo[i]};
    if (text_[at_] != 'u') fault();
    unsigned code = hex();
    if (code >= 0xD800 && code < 0xDC00) {
      if (text_.compare(at_ + 1, 2, "\\u") != 0) fault();
      at_ += 2;
      code = 0x10000 + ((code - 0xD800) << 10U) + (hex() - 0xDC00);
    }
    return utf8(code);
  }
  unsigned hex() {
    const std::string digits = text_.substr(at_ + 1, 4);
    at_ += 4;
    return static_cast<unsigned>(std::stoul(digits, nullptr, 16));
  }
  static std::string utf8(unsigned code) {
    if (code < 0x80) return {static_cast<char>(code)};
    std::string bytes;
    const int rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    const unsigned lead = rest == 1 ? 0xC0 : rest == 2 ? 0xE0 : 0xF0;
    bytes += static_cast<char>(lead | (code >> (6U * static_cast<unsigned>(rest))));
    for (int i = rest - 1; i >= 0; --i)
      bytes += static_cast<char>(0x80U | ((code >> (6U * static_cast<unsigned>(i))) & 0x3FU));
    return bytes;
  }

  std::string text_;
  std::size_t at_ = 0;
  std::string metadata_;
  std::vector<Entry> entries_;
};
