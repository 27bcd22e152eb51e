// argmax and argmin.
#include <cstdint>
#include <limits>

#include "cuda/reduction_order.cuh"

namespace tw::cuda {

// An element and where it stands in its row.
template <class Value>
struct Place {
  Value value;
  std::int64_t at;
};

template <class Value>
__device__ Place<Value> from_above(const Place<Value>& place, int by) {
  const Value value = from_above(place.value, by);
  return {value, from_above(place.at, by)};
}

namespace {

template <class T>
struct Best {
  using Element = T;
  using Part = Place<typename Order<T>::Value>;
  using Result = std::int64_t;
  static constexpr std::int64_t kNowhere = std::numeric_limits<std::int64_t>::max();
  Order<T> order;

  __device__ Part start() const { return {order.last(), kNowhere}; }
  __device__ Part part(T element, std::int64_t /*row*/, std::int64_t at) const {
    return {order.value(element), at};
  }
  __device__ Part join(const Part& a, const Part& b) const {
    if (a.value == b.value || (is_nan(a.value) && is_nan(b.value))) return b.at < a.at ? b : a;
    return order.beats(b.value, a.value) || is_nan(b.value) ? b : a;
  }
  __device__ Result result(const Part& part) const { return part.at; }
};

void choose(const Cut& cut, const Rows& rows, void* to, bool is_largest) {
  visit_elements(rows.dtype, [&](auto tag) {
    reduce_by(Best<typename decltype(tag)::type>{{is_largest}}, cut, rows, to);
  });
}

}  // namespace

void argmax(const Cut& cut, const Rows& rows, void* to) {
  choose(cut, rows, to, true);
}

void argmin(const Cut& cut, const Rows& rows, void* to) {
  choose(cut, rows, to, false);
}

}  // namespace tw::cuda
