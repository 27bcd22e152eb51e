// The kernels of comparisons, choices and copies in a build without CUDA: there are none.
#include <cstddef>
#include <optional>

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

#define TW_COMPARISON(name) \
  void name(const Frame&, Dtype, const Dims&, const Elements&, const Elements&, \
            const Elements&) { \
    fail_without_cuda(); \
  }

TW_COMPARISON(eq)
TW_COMPARISON(ne)
TW_COMPARISON(lt)
TW_COMPARISON(le)
TW_COMPARISON(gt)
TW_COMPARISON(ge)

#undef TW_COMPARISON

void logical_not(const Frame&, Dtype, const Dims&, const Elements&, const Elements&) {
  fail_without_cuda();
}

void where(const Frame&, std::size_t, const Dims&, const Elements&, const Elements&,
           const Elements&, const Elements&) {
  fail_without_cuda();
}

void clamp(const Frame&, Dtype, const Dims&, const Elements&, const Elements&,
           std::optional<double>, std::optional<double>) {
  fail_without_cuda();
}

void copy(const Frame&, std::size_t, const Dims&, const Elements&, const Elements&) {
  fail_without_cuda();
}

}  // namespace cuda
}  // namespace tw
