// The allocations of the device in the order in which the program made them, which
// is not the order in which streams perform them: arguments are checked against these.
#pragma once

#include <driver_types.h>

#include <cstddef>
#include <optional>
#include <string>

#include "runtime/site.h"

namespace emu {

struct DeviceMemory {
  void* begin = nullptr;
  std::size_t bytes = 0;
  const char* how = "";  // The call that made it.
  Site site;
  cudaMemPool_t pool = nullptr;  // Of those of cudaMallocAsync.
  bool of_graph = false;         // Made by a node of a graph; the graph's own to free.
};

void note_allocation(DeviceMemory allocation);
bool forget_allocation(void* begin, const Site& freed_at);

// The live allocation that holds the address.
std::optional<DeviceMemory> allocation_at(const void* address);

// The pointer is not the begin of a live allocation: reports whether it was freed
// before or never was one.
cudaError_t refuse_free(void* address, const char* call);

// An empty string when the range is inside one live allocation; else why not.
struct RangeFault {
  std::string kind;
  std::string message;
};
std::optional<RangeFault> check_range(const void* begin, std::size_t bytes);

// cudaDeviceReset.
void forget_allocations();

}  // namespace emu
