// any and all.
#include "cpu/reduction_loops.h"

namespace tw::cpu {
namespace {

// Whether all elements are true, or any of them is.  Not in bool, of which std::vector makes bits.
template <class T, bool kAll>
struct Truth {
  using Part = std::uint8_t;
  using Total = Part;
  static constexpr Part kStart = kAll ? 1 : 0;
  static Part part(T value, std::int64_t /*at*/) { return convert<bool>(value) ? 1 : 0; }
  static Part join(Part a, Part b) { return static_cast<Part>(kAll ? a & b : a | b); }
};

template <bool kAll>
void truths(const Reduction& reduction) {
  visit(reduction.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    write_results<bool>(reduction, totals_of<T>(reduction, Truth<T, kAll>{}),
                        [](std::uint8_t total) { return total; });
  });
}

}  // namespace

void any(const Reduction& reduction) {
  truths<false>(reduction);
}

void all(const Reduction& reduction) {
  truths<true>(reduction);
}

}  // namespace tw::cpu
