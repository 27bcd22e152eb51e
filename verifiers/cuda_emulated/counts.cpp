#include "counts.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"

namespace wright {
namespace {

bool read_number(const std::string& word, double& number) {
  std::uint64_t whole = 0;
  const char* const end = word.data() + word.size();
  const auto [at, failed] = std::from_chars(word.data(), end, whole);
  number = static_cast<double>(whole);
  return failed == std::errc() && at == end;
}

}  // namespace

Counts counts_of(std::string_view text) {
  Counts sum;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    Counts one;
    const bool is_count = words.size() == 3 && read_number(words[0], one.launches) &&
                          read_number(words[1], one.threads) && read_number(words[2], one.calls);
    if (!is_count) continue;
    sum.launches += one.launches;
    sum.threads += one.threads;
    sum.calls += one.calls;
  }
  return sum;
}

}  // namespace wright
