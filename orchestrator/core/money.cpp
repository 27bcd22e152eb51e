// Amounts of money as people write and read them.
#include <fmt/format.h>

#include <algorithm>

#include "core/ledger.h"

namespace wright {
namespace {

constexpr std::int64_t kMicrodollar = 1'000'000;  // In picodollars.
constexpr std::int64_t kPerDollar = 1'000'000;    // Microdollars.
constexpr std::size_t kDecimals = 12;             // A picodollar is the last of them.
constexpr std::size_t kWholeDigitsMax = 6;        // More does not fit 64 bits of picodollars.

bool are_digits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::int64_t microdollars(std::int64_t picodollars) {
  return picodollars / kMicrodollar + (picodollars % kMicrodollar > 0 ? 1 : 0);
}

// Four decimals are enough to tell calls apart, six where there is less.
std::string dollars_text(std::int64_t picodollars) {
  const std::int64_t micro = microdollars(picodollars);
  constexpr std::int64_t kStep = 100;
  if (micro < kStep * kStep)
    return fmt::format("${}.{:06}", micro / kPerDollar, micro % kPerDollar);
  const std::int64_t steps = micro / kStep + (micro % kStep > 0 ? 1 : 0);
  constexpr std::int64_t kSteps = kPerDollar / kStep;
  return fmt::format("${}.{:04}", steps / kSteps, steps % kSteps);
}

std::int64_t picodollars_in(const std::string& dollars) {
  const std::size_t point = dollars.find('.');
  const std::string whole = dollars.substr(0, point);
  std::string part = point == std::string::npos ? "" : dollars.substr(point + 1);
  const bool is_amount = !(whole.empty() && part.empty()) && whole.size() <= kWholeDigitsMax &&
                         part.size() <= kDecimals && are_digits(whole) && are_digits(part);
  if (!is_amount) return -1;
  part.resize(kDecimals, '0');
  std::int64_t picodollars = 0;
  for (const char digit : whole + part) picodollars = picodollars * 10 + (digit - '0');
  return picodollars;
}

}  // namespace wright
