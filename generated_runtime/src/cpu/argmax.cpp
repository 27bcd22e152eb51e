#include "cpu/argmax.h"

#include "cpu/reduction_loops.h"

namespace tw::cpu {
namespace {

template <class T, bool kLargest>
struct Best {
  using Kind = Extreme<T, kLargest>;
  using Value = typename Kind::Part;
  Value value = Kind::kStart;
  std::int64_t index = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool loses_to(Value other) const {
    return Kind::beats(other, value) || (Kind::is_nan(other) && !Kind::is_nan(value));
  }
  // Memory may be walked in another order than that of the indices.
  void take(Value other, std::int64_t at) {
    const bool same = other == value || (Kind::is_nan(other) && Kind::is_nan(value));
    if (loses_to(other) || (same && at < index)) *this = {other, at};
  }
};

template <class T, bool kLargest>
void choose(const Reduction& reduction, const Dims& index_strides) {
  using One = Best<T, kLargest>;
  using Kind = typename One::Kind;
  std::vector<One> bests(static_cast<std::size_t>(reduction.results));
  const auto* first = static_cast<const T*>(reduction.from);
  for_loops(loops_of(reduction, index_strides),
            [&](std::int64_t from, std::int64_t to, std::int64_t index, const Loop& row) {
              const T* data = first + from;
              One* best = bests.data() + to;
              if (row.to_stride != 0) {
                for (std::int64_t i = 0; i < row.size; ++i)
                  best[i * row.to_stride].take(Kind::part(data[i * row.stride], to), index);
                return;
              }
              // Along a row the indices rise.
              One found{Kind::part(data[0], to), 0};
              for (std::int64_t i = 1; i < row.size; ++i) {
                const auto value = Kind::part(data[i * row.stride], to);
                if (found.loses_to(value)) found = {value, i};
              }
              best->take(found.value, index + found.index * row.index_stride);
            });
  std::transform(bests.begin(), bests.end(), static_cast<std::int64_t*>(reduction.to),
                 [](const One& best) { return best.index; });
}

template <bool kLargest>
void choose_of(const Reduction& reduction, const Dims& index_strides) {
  visit(reduction.dtype, [&](auto tag) {
    choose<typename decltype(tag)::type, kLargest>(reduction, index_strides);
  });
}

}  // namespace

void argmax(const Reduction& reduction, const Dims& index_strides) {
  choose_of<true>(reduction, index_strides);
}

void argmin(const Reduction& reduction, const Dims& index_strides) {
  choose_of<false>(reduction, index_strides);
}

}  // namespace tw::cpu
