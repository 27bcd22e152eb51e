#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "contract.h"

namespace wright {
namespace {

bool begins_like_one_of_cuda(std::string_view name);

}  // namespace

void check_headers(const KernelSource& source, std::vector<Finding>& findings) {
  for (const CppToken& token : source.code) {
    if (token.kind != CppKind::header || token.text.size() < 3) continue;
    const std::string_view name = std::string_view(token.text).substr(1, token.text.size() - 2);
    if (source.own_headers.count(token.text) > 0 || !begins_like_one_of_cuda(name)) continue;
    findings.push_back(
        breach(source, 1, token.line,
               fmt::format("a kernel file does not include {}: it has tw/cuda.h, what lies beside "
                           "that, cuda_fp16.h and cuda_bf16.h",
                           token.text)));
  }
}

namespace {

// The toolkit's headers and the libraries that come with it or are built upon it.
bool begins_like_one_of_cuda(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kAllowed{"cuda_fp16.h", "cuda_bf16.h",
                                                            "cublas_v2.h", "cublasLt.h"};
  static constexpr std::array<std::string_view, 24> kBegin{"cuda",         "cooperative_groups",
                                                           "cub/",         "thrust/",
                                                           "mma.h",        "crt/",
                                                           "nv/",          "nvtx",
                                                           "sm_",          "device_",
                                                           "curand",       "cufft",
                                                           "cusparse",     "cutlass/",
                                                           "cute/",        "nvrtc",
                                                           "nvfunctional", "cub.h",
                                                           "texture",      "surface",
                                                           "cusolver",     "cudnn",
                                                           "vector_",      "cublas"};
  if (std::find(kAllowed.begin(), kAllowed.end(), name) != kAllowed.end()) return false;
  return std::any_of(kBegin.begin(), kBegin.end(),
                     [&](std::string_view begin) { return name.substr(0, begin.size()) == begin; });
}

}  // namespace
}  // namespace wright
