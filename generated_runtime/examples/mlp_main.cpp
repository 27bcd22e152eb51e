// mlp [steps]: trains the classifier of mlp.h and plots its loss.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "mlp.h"
#include "terminal.h"

namespace {

constexpr int kDefaultSteps = 400;
constexpr int kStepsALine = 50;  // Where no line can be rewritten.

// The plot takes 10 + kPlotColumns columns, and kPlotRows + 3 lines.
constexpr std::size_t kPlotColumns = 48;
constexpr std::size_t kPlotRows = 12;

std::optional<int> steps_of(std::string_view text) {
  int steps = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, steps);
  if (error != std::errc() || rest != end || steps < 1) return std::nullopt;
  return steps;
}

// A column shows the mean loss of its steps; the lowest row is 0, the highest the largest mean.
void plot(const std::vector<double>& losses) {
  std::array<double, kPlotColumns> means{};
  std::array<std::size_t, kPlotColumns> counts{};
  for (std::size_t step = 0; step < losses.size(); ++step) {
    const std::size_t column = step * kPlotColumns / losses.size();
    means[column] += losses[step];
    ++counts[column];
  }
  double top = 0;
  for (std::size_t column = 0; column < kPlotColumns; ++column) {
    if (counts[column] == 0) continue;
    means[column] /= static_cast<double>(counts[column]);
    if (std::isfinite(means[column])) top = std::max(top, means[column]);
  }
  if (top == 0) top = 1;

  std::vector<std::string> rows(kPlotRows, std::string(kPlotColumns, ' '));
  const double last_row = kPlotRows - 1;
  for (std::size_t column = 0; column < kPlotColumns; ++column) {
    if (counts[column] == 0 || !std::isfinite(means[column])) continue;
    const double row = std::round((1 - means[column] / top) * last_row);
    rows[static_cast<std::size_t>(std::clamp(row, 0.0, last_row))][column] = '*';
  }
  std::printf("%8s\n", "loss");
  for (std::size_t row = 0; row < kPlotRows; ++row)
    std::printf("%8.3g |%s\n", top * (1 - static_cast<double>(row) / last_row), rows[row].c_str());
  std::printf("%8s +%s\n", "", std::string(kPlotColumns, '-').c_str());
  std::printf("%8s  %-8s%40zu\n", "step", "1", losses.size());
}

void train(int steps) {
  const bool rewrites = tw::examples::on_terminal();
  const double begin = tw::examples::seconds();
  const auto progress = [&](int step, double loss) {
    const int done = step + 1;
    if (!rewrites && done % kStepsALine != 0) return;
    std::printf("%sstep %d of %d  loss %.6f  time %.2f s%s", rewrites ? "\r" : "", done, steps,
                loss, tw::examples::seconds() - begin, rewrites ? "\x1b[K" : "\n");
    std::fflush(stdout);
  };
  const tw::examples::MlpResult result = tw::examples::train_mlp(steps, progress);
  if (rewrites) std::printf("\n");
  plot(result.losses);
  std::printf("accuracy %.1f %%\n", 100 * result.accuracy);
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<int> steps = argc < 2 ? kDefaultSteps : steps_of(argv[1]);
  if (argc > 2 || !steps) {
    std::fprintf(stderr, "usage: mlp [steps], a whole number of at least 1\n");
    return 2;
  }
  try {
    train(*steps);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mlp: %s\n", error.what());
    return 1;
  }
  return 0;
}
