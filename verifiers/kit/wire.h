// The words of the host protocol: lines, numbers and payloads over two
// descriptors.  Numbers are written without the locale.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace wright::host {

// The exit code when the other side is gone.  One that speaks out of turn is a
// reason to abort: _Exit would stand among the names that check `build` refuses.
constexpr int kProtocolExit = 70;

// Owns the protocol's descriptors.  Standard output is moved away and replaced
// by standard error, standard input by /dev/null, so that code which prints or
// reads does not touch the protocol.
class Wire {
 public:
  Wire() : in_(moved(0)), out_(moved(1)) {
    const int empty = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (empty < 0 || ::dup2(empty, 0) < 0 || ::dup2(2, 1) < 0) std::abort();
    ::close(empty);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // False at the end of the input.
  bool read_line(std::string& line) {
    line.clear();
    for (;;) {
      const std::size_t end = buffer_.find('\n', used_);
      if (end != std::string::npos) {
        line.assign(buffer_, used_, end - used_);
        used_ = end + 1;
        return true;
      }
      if (!fill()) return false;
    }
  }

  std::string read_bytes(std::size_t count) {
    while (buffer_.size() - used_ < count) {
      if (!fill()) std::abort();
    }
    std::string bytes = buffer_.substr(used_, count);
    used_ += count;
    return bytes;
  }

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(out_, bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) std::abort();
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
  }

 private:
  static int moved(int from) {
    const int to = ::fcntl(from, F_DUPFD_CLOEXEC, 64);
    if (to < 0) std::abort();
    return to;
  }

  bool fill() {
    if (used_ != 0) buffer_.erase(0, used_);
    used_ = 0;
    char chunk[1 << 16];
    ssize_t got = 0;
    do {
      got = ::read(in_, chunk, sizeof chunk);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  int in_;
  int out_;
  std::string buffer_;
  std::size_t used_ = 0;
};

inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

inline std::int64_t to_int(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) std::abort();
  return value;
}

inline double to_float(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  double value = 0;
  if (text == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "inf") {
    value = std::numeric_limits<double>::infinity();
  } else {
    if (text.substr(0, 2) != "0x") std::abort();
    text.remove_prefix(2);
    const auto [end, fault] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
    if (fault != std::errc() || end != text.data() + text.size()) std::abort();
  }
  return negative ? -value : value;
}

inline std::string from_float(double value) {
  if (std::isnan(value)) return "nan";
  std::string text = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return text + "inf";
  char digits[64];
  const auto written =
      std::to_chars(digits, digits + sizeof digits, std::fabs(value), std::chars_format::hex);
  return text + "0x" + std::string(digits, written.ptr);
}

inline std::string from_hex(std::string_view text) {
  const auto digit = [](char c) -> unsigned {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    std::abort();
  };
  if (text == "-") return {};
  if (text.size() % 2 != 0) std::abort();
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  return bytes;
}

inline std::string to_hex(std::string_view bytes) {
  if (bytes.empty()) return "-";
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

// "1,2,3", "2x3": `empty` when there is nothing to join.
template <class T, class Write>
std::string joined(const std::vector<T>& values, char separator, Write write) {
  if (values.empty()) return "-";
  std::string text;
  for (const T& value : values) {
    if (!text.empty()) text += separator;
    text += write(value);
  }
  return text;
}

template <class T, class Read>
std::vector<T> unjoined(std::string_view text, char separator, Read read) {
  std::vector<T> values;
  if (text == "-") return values;
  for (const std::string_view part : split(text, separator)) values.push_back(read(part));
  return values;
}

}  // namespace wright::host
