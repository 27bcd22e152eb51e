// var: the means first, then the squared distances from them.
#include <limits>

#include "core/tensor_impl.h"
#include "cuda/reduction_sums.cuh"
#include "tw/tensor.h"

namespace tw::cuda {
namespace {

template <class T>
struct Means {
  using Element = T;
  using Part = Total<T>;
  using Result = Mean;
  double count;

  __device__ Part start() const { return total_of<T>(0); }
  __device__ Part part(T value, std::int64_t /*row*/, std::int64_t /*at*/) const {
    return total_of<T>(converted<Computed<T>>(value));
  }
  __device__ Part join(const Part& a, const Part& b) const { return added(a, b); }
  __device__ Result result(const Part& total) const { return mean_of(total, count); }
};

template <class T>
struct Squares {
  using Element = T;
  using Part = Total<double>;
  using Result = T;
  const Mean* means;  // Of the rows.
  double divisor;

  __device__ Part start() const { return {0, 0}; }
  __device__ Part part(T value, std::int64_t row, std::int64_t /*at*/) const {
    const double distance = (converted<double>(value) - means[row].high) - means[row].low;
    return {__dmul_rn(distance, distance), 0};
  }
  __device__ Part join(const Part& a, const Part& b) const { return added(a, b); }
  __device__ Result result(const Part& total) const {
    return converted<T>(value_of(total) / divisor);
  }
};

}  // namespace

void var(const Cut& cut, const Rows& rows, void* to, std::int64_t correction) {
  const std::int64_t length = length_of(rows);
  const auto count = static_cast<double>(length);
  // In double, since the difference of the integers may overflow.
  const double divisor = length == 0 || length <= correction
                             ? std::numeric_limits<double>::quiet_NaN()
                             : count - static_cast<double>(correction);
  const Tensor scratch = new_tensor_on(
      cut.device, "cuda", {results_of(rows), std::int64_t{sizeof(Mean)}}, Dtype::u8);
  auto* const means = static_cast<Mean*>(scratch.data());
  visit_float(rows.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    reduce_by(Means<T>{count}, cut, rows, means);
    reduce_by(Squares<T>{means, divisor}, cut, rows, to);
  });
}

}  // namespace tw::cuda
