// The elementwise kernels in a build without CUDA: there are none.
#include <cstddef>
#include <cstdint>

#include "core/fail.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw {
namespace {

[[noreturn]] void fail_without_cuda() {
  fail("cuda", "this build has no CUDA");
}

}  // namespace

namespace cuda {

// As src/cuda/elementwise.h has them.
struct Frame;
struct Elements;

#define TW_UNARY(name) \
  void name(const Frame&, Dtype, const Dims&, const Elements&, const Elements&) { \
    fail_without_cuda(); \
  }
#define TW_BINARY(name) \
  void name(const Frame&, Dtype, const Dims&, const Elements&, const Elements&, \
            const Elements&) { \
    fail_without_cuda(); \
  }

TW_UNARY(neg)
TW_UNARY(abs)
TW_UNARY(sign)
TW_UNARY(square)
TW_UNARY(relu)
TW_UNARY(sqrt)
TW_UNARY(rsqrt)
TW_UNARY(exp)
TW_UNARY(expm1)
TW_UNARY(log)
TW_UNARY(log1p)
TW_UNARY(sin)
TW_UNARY(cos)
TW_UNARY(tanh)
TW_UNARY(sigmoid)
TW_UNARY(gelu)
TW_UNARY(gelu_tanh)
TW_UNARY(silu)

TW_BINARY(add)
TW_BINARY(sub)
TW_BINARY(mul)
TW_BINARY(div)
TW_BINARY(maximum)
TW_BINARY(minimum)

#undef TW_UNARY
#undef TW_BINARY

void cast(const Frame&, Dtype, Dtype, const Dims&, const Elements&, const Elements&) {
  fail_without_cuda();
}

void fill(const Frame&, std::size_t, const Dims&, const Elements&, std::uint64_t) {
  fail_without_cuda();
}

}  // namespace cuda
}  // namespace tw
