// The reductions in a build without CUDA: there are none.
#include <cstdint>

#include "core/fail.h"

namespace tw {
namespace {

[[noreturn]] void fail_without_cuda() {
  fail("cuda", "this build has no CUDA");
}

}  // namespace

namespace cuda {

// As src/cuda/reduction.h has them.
struct Cut;
struct Rows;

#define TW_REDUCTION(name) \
  void name(const Cut&, const Rows&, void*) { \
    fail_without_cuda(); \
  }

TW_REDUCTION(sum)
TW_REDUCTION(mean)
TW_REDUCTION(amax)
TW_REDUCTION(amin)
TW_REDUCTION(any)
TW_REDUCTION(all)
TW_REDUCTION(argmax)
TW_REDUCTION(argmin)

#undef TW_REDUCTION

void var(const Cut&, const Rows&, void*, std::int64_t) {
  fail_without_cuda();
}

}  // namespace cuda
}  // namespace tw
