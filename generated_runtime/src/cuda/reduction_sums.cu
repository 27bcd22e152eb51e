// sum and mean.
#include "cuda/reduction_sums.cuh"

namespace tw::cuda {
namespace {

// The sum of the elements, of floats divided by `divisor`.
template <class T>
struct Sums {
  using Element = T;
  using Part = Total<T>;
  using Result = std::conditional_t<std::is_integral_v<T>, std::int64_t, T>;
  double divisor;

  __device__ Part start() const { return total_of<T>(0); }
  __device__ Part part(T value, std::int64_t /*row*/, std::int64_t /*at*/) const {
    return total_of<T>(converted<Computed<T>>(value));
  }
  __device__ Part join(const Part& a, const Part& b) const { return added(a, b); }
  __device__ Result result(const Part& total) const {
    if constexpr (std::is_integral_v<T>)
      return static_cast<Result>(total);
    else
      return converted<T>(value_of(total) / divisor);
  }
};

}  // namespace

void sum(const Cut& cut, const Rows& rows, void* to) {
  visit_elements(rows.dtype, [&](auto tag) {
    reduce_by(Sums<typename decltype(tag)::type>{1}, cut, rows, to);
  });
}

void mean(const Cut& cut, const Rows& rows, void* to) {
  const auto count = static_cast<double>(length_of(rows));
  visit_float(rows.dtype, [&](auto tag) {
    reduce_by(Sums<typename decltype(tag)::type>{count}, cut, rows, to);
  });
}

}  // namespace tw::cuda
