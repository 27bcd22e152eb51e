// Choices between two arguments, and between an argument and its bounds.
#include <limits>
#include <optional>
#include <type_traits>

#include "cuda/elementwise_families.cuh"

namespace tw::cuda {
namespace {

// What no number is below, or above.
template <class C>
constexpr C lowest() {
  if constexpr (std::is_floating_point_v<C>)
    return -std::numeric_limits<C>::infinity();
  else
    return std::numeric_limits<C>::min();
}

template <class C>
constexpr C highest() {
  if constexpr (std::is_floating_point_v<C>)
    return std::numeric_limits<C>::infinity();
  else
    return std::numeric_limits<C>::max();
}

// A bound as T, in which results are then exact; `none` where there is none.
template <class T>
Computed<T> bound_as(std::optional<double> bound, Computed<T> none) {
  return bound ? convert<Computed<T>>(convert<T>(*bound)) : none;
}

}  // namespace

void where(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
           const Elements& condition, const Elements& a, const Elements& b) {
  visit_word(element_bytes, [&](auto tag) {
    using Word = typename decltype(tag)::type;
    elementwise<Word, bool, Word, Word>(frame, Choose{}, sizes, {&out, &condition, &a, &b});
  });
}

void clamp(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
           const Elements& x, std::optional<double> low, std::optional<double> high) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using C = Computed<T>;
    if constexpr (!std::is_same_v<T, bool>)
      elementwise<T, T>(frame,
                        Clamp<C>{bound_as<T>(low, lowest<C>()), bound_as<T>(high, highest<C>())},
                        sizes, {&out, &x});
  });
}

}  // namespace tw::cuda
