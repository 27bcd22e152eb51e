// any and all.
#include "cuda/elementwise_numbers.cuh"
#include "cuda/reduction.cuh"

namespace tw::cuda {
namespace {

// Whether all elements are true, or any of them is: 1 or 0.
template <class T>
struct Truth {
  using Element = T;
  using Part = int;
  using Result = bool;
  bool takes_all;

  __device__ Part start() const { return takes_all ? 1 : 0; }
  __device__ Part part(T element, std::int64_t /*row*/, std::int64_t /*at*/) const {
    return converted<bool>(element) ? 1 : 0;
  }
  __device__ Part join(Part a, Part b) const { return takes_all ? a & b : a | b; }
  __device__ Result result(Part part) const { return part != 0; }
};

void truths(const Cut& cut, const Rows& rows, void* to, bool takes_all) {
  visit_elements(rows.dtype, [&](auto tag) {
    reduce_by(Truth<typename decltype(tag)::type>{takes_all}, cut, rows, to);
  });
}

}  // namespace

void any(const Cut& cut, const Rows& rows, void* to) {
  truths(cut, rows, to, false);
}

void all(const Cut& cut, const Rows& rows, void* to) {
  truths(cut, rows, to, true);
}

}  // namespace tw::cuda
