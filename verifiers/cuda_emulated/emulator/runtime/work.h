// What a stream or a node of a graph does, as data.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "check/memory.h"
#include "core/grid.h"
#include "runtime/site.h"

namespace emu {

struct KernelWork {
  GridShape shape;
  std::shared_ptr<const Kernel> kernel;  // Shared by the launches of a graph.
  const void* function = nullptr;
};

// height rows of width bytes each.
struct CopyWork {
  void* to = nullptr;
  std::size_t to_pitch = 0;
  const void* from = nullptr;
  std::size_t from_pitch = 0;
  std::size_t width = 0;
  std::size_t height = 1;
  bool to_host = false;
  // Pageable memory is read when the copy is asked for; shared by a graph's launches.
  std::shared_ptr<const std::vector<std::byte>> staged;
};

// height rows of width elements each.
struct FillWork {
  void* to = nullptr;
  std::size_t pitch = 0;
  unsigned value = 0;
  std::size_t element_bytes = 1;
  std::size_t width = 0;
  std::size_t height = 1;
};

struct HostWork {
  cudaHostFn_t function = nullptr;
  void* data = nullptr;
  cudaStreamCallback_t callback = nullptr;  // Of cudaStreamAddCallback, instead of function.
  cudaStream_t stream = nullptr;
};

// The address is known when the call returns; the memory is there when this was performed.
struct AllocateWork {
  void* at = nullptr;
  std::size_t bytes = 0;
  const char* how = "";
};

struct FreeWork {
  void* at = nullptr;
  std::size_t bytes = 0;
  bool give_back = true;  // Not when a pool keeps the addresses.
};

struct MarkWork {};  // An event, or an empty node.

using Work =
    std::variant<KernelWork, CopyWork, FillWork, HostWork, AllocateWork, FreeWork, MarkWork>;

struct Queued {
  Work work;
  Stamp stamp;
  Clock seen;  // What is performed before it.
  std::uint64_t launch = 0;
  Site site;
};

// Does it now.  Anything but cudaSuccess is the device's error from now on.
cudaError_t perform(const Queued& operation);

// How long it takes on the clock that events read: a model of sizes alone, which says
// nothing of any device's speed, and the same in every run.
double modelled_ms(const Work& work);

}  // namespace emu
