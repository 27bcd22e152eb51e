// Memory that is kept, and the streams that use it.
#pragma once

#include <vector>

#include "cuda/device.h"

namespace tw::cuda {

// Streams, besides the one that it was taken for, that use a block.  Whoever owns the block holds
// the lock of its allocator.
class Uses {
 public:
  [[nodiscard]] bool empty() const noexcept { return uses_.empty(); }
  void add(const Stream& stream);
  // The block is freed: notes where each stream is.
  void record() noexcept;
  // Whether all streams have passed what record() noted.  None is waited for.  What CUDA refuses is
  // noted, and they have not passed then.
  [[nodiscard]] bool are_passed() noexcept;

 private:
  struct Use {
    Stream stream;
    cudaEvent_t event = nullptr;
    bool is_recorded = false;  // Not where CUDA refused: then later, which lies behind the use too.
  };
  std::vector<Use> uses_;
};

// What cuda::Memory::taken points to.
struct Taken {
  explicit Taken(bool on_host) : is_pinned(on_host) {}

  const bool is_pinned;
  Uses uses;
};

}  // namespace tw::cuda
