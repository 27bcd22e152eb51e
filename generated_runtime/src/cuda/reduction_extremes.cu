// amax and amin.
#include "cuda/reduction_order.cuh"

namespace tw::cuda {
namespace {

template <class T>
struct Extreme {
  using Element = T;
  using Part = typename Order<T>::Value;
  using Result = T;
  Order<T> order;

  __device__ Part start() const { return order.last(); }
  __device__ Part part(T element, std::int64_t /*row*/, std::int64_t /*at*/) const {
    return order.value(element);
  }
  __device__ Part join(Part a, Part b) const { return order.beats(b, a) || is_nan(b) ? b : a; }
  __device__ Result result(Part part) const { return converted<T>(part); }
};

void extremes(const Cut& cut, const Rows& rows, void* to, bool is_largest) {
  visit_elements(rows.dtype, [&](auto tag) {
    reduce_by(Extreme<typename decltype(tag)::type>{{is_largest}}, cut, rows, to);
  });
}

}  // namespace

void amax(const Cut& cut, const Rows& rows, void* to) {
  extremes(cut, rows, to, true);
}

void amin(const Cut& cut, const Rows& rows, void* to) {
  extremes(cut, rows, to, false);
}

}  // namespace tw::cuda
