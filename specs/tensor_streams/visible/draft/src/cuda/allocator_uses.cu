#include "cuda/allocator_uses.h"

#include <algorithm>

namespace tw::cuda {

void Uses::add(const Stream& stream) {
  const auto is_known = [&](const Use& use) { return use.stream == stream; };
  if (std::any_of(uses_.begin(), uses_.end(), is_known)) return;
  uses_.reserve(uses_.size() + 1);
  select(stream.device());
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreateWithFlags");
  uses_.push_back({stream, event});
}

void Uses::record() noexcept {
  for (Use& use : uses_) {
    if (use.is_recorded) continue;
    // For the default stream, which is that of the device which is selected.
    cudaError_t status = cudaSetDevice(use.stream.device().index);
    note(status, "cudaSetDevice");
    if (status != cudaSuccess) continue;
    status = cudaEventRecord(use.event, use.stream.handle());
    note(status, "cudaEventRecord");
    use.is_recorded = status == cudaSuccess;
  }
}

bool Uses::are_passed() noexcept {
  record();
  while (!uses_.empty()) {
    const Use& use = uses_.back();
    if (!use.is_recorded) return false;
    const cudaError_t status = cudaEventQuery(use.event);
    if (status == cudaErrorNotReady)
      forget_last_error();
    else
      note(status, "cudaEventQuery");
    if (status != cudaSuccess) return false;
    note(cudaEventDestroy(use.event), "cudaEventDestroy");
    uses_.pop_back();
  }
  return true;
}

}  // namespace tw::cuda
