// amax and amin.
#include "cpu/reduction_loops.h"

namespace tw::cpu {
namespace {

template <bool kLargest>
void extremes(const Reduction& reduction) {
  visit(reduction.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    write_results<T>(reduction, totals_of<T>(reduction, Extreme<T, kLargest>{}),
                     [](const auto& total) { return total; });
  });
}

}  // namespace

void amax(const Reduction& reduction) {
  extremes<true>(reduction);
}

void amin(const Reduction& reduction) {
  extremes<false>(reduction);
}

}  // namespace tw::cpu
