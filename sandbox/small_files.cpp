#include "small_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/descriptor.h"

namespace wright {

std::string read_small(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> part{};
  constexpr std::size_t kBytesMax = 65536;
  while (file && text.size() < kBytesMax) {
    const ssize_t count = ::read(file.get(), part.data(), part.size());
    if (count <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return text;
}

bool write_small(const std::string& path, std::string_view text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::int64_t number_after(std::string_view text, std::string_view key) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    if (line.substr(0, key.size()) == key) return number_of(line.substr(key.size()));
    at += line.size() + 1;
  }
  return 0;
}

std::int64_t number_of(std::string_view text) {
  const std::string digits(text.substr(0, 40));
  const std::size_t start = digits.find_first_of("0123456789");
  return start == std::string::npos ? 0 : std::strtoll(digits.c_str() + start, nullptr, 10);
}

}  // namespace wright
