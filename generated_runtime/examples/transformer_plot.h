// A plot of losses as text.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace tw::examples {

// To stdout: 58 columns and 15 lines.  A column shows the mean loss of its steps, the first of all
// being step `first`; the lowest row is 0, the highest the largest mean.  No plot without losses.
inline void plot(const std::vector<double>& losses, std::int64_t first) {
  constexpr std::size_t kColumns = 48;
  constexpr std::size_t kRows = 12;
  if (losses.empty()) return;

  std::array<double, kColumns> means{};
  std::array<std::size_t, kColumns> counts{};
  for (std::size_t step = 0; step < losses.size(); ++step) {
    const std::size_t column = step * kColumns / losses.size();
    means[column] += losses[step];
    ++counts[column];
  }
  double top = 0;
  for (std::size_t column = 0; column < kColumns; ++column) {
    if (counts[column] == 0) continue;
    means[column] /= static_cast<double>(counts[column]);
    if (std::isfinite(means[column])) top = std::max(top, means[column]);
  }
  if (top == 0) top = 1;

  std::vector<std::string> rows(kRows, std::string(kColumns, ' '));
  const double last_row = kRows - 1;
  for (std::size_t column = 0; column < kColumns; ++column) {
    if (counts[column] == 0 || !std::isfinite(means[column])) continue;
    const double row = std::round((1 - means[column] / top) * last_row);
    rows[static_cast<std::size_t>(std::clamp(row, 0.0, last_row))][column] = '*';
  }
  std::printf("%8s\n", "loss");
  for (std::size_t row = 0; row < kRows; ++row)
    std::printf("%8.3g |%s\n", top * (1 - static_cast<double>(row) / last_row), rows[row].c_str());
  std::printf("%8s +%s\n", "", std::string(kColumns, '-').c_str());
  const std::int64_t last = first + static_cast<std::int64_t>(losses.size()) - 1;
  std::printf("%8s  %-20s%28s\n", "step", std::to_string(first).c_str(),
              std::to_string(last).c_str());
}

}  // namespace tw::examples
