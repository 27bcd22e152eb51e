#include "composition/tally.h"

#include <algorithm>
#include <array>

#include "composition/run.h"

namespace wright {
namespace {

constexpr int kRuns = 3;

using Numbers = std::array<double, kCounts.size()>;

// In the order of kCounts.
Numbers numbers_of(const CountPage& page) {
  return {static_cast<double>(page.allocations), static_cast<double>(page.allocated_bytes),
          static_cast<double>(page.copies),      static_cast<double>(page.copied_bytes),
          static_cast<double>(page.syncs),       static_cast<double>(page.peak_bytes)};
}

}  // namespace

Result<Tally> tally_of(const CheckRequest& request, const std::filesystem::path& host,
                       const WorkPlan& plan, const Piece& piece) {
  Tally tally;
  std::array<Numbers, 2> least{};
  for (std::size_t length = 0; length < least.size(); ++length) {
    const std::int64_t steps = plan.steps << length;
    const Work work = TRY(piece.work(steps, request.seed + "/composition", plan.where));
    for (int run = 0; run < kRuns; ++run) {
      const Counted counted = TRY(run_counted(request, host, work));
      tally.isolation = counted.isolation;
      if (const auto* uncounted = std::get_if<Uncounted>(&counted.result)) {
        tally.uncounted = *uncounted;
        return tally;
      }
      const Numbers numbers = numbers_of(std::get<CountPage>(counted.result));
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        least[length][i] = run == 0 ? numbers[i] : std::min(least[length][i], numbers[i]);
      }
    }
  }
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    const double of_a_step = (least[1][i] - least[0][i]) / static_cast<double>(plan.steps);
    tally.counts[kCounts[i]] = i + 1 == kCounts.size() ? least[1][i] : std::max(of_a_step, 0.0);
  }
  return tally;
}

}  // namespace wright
