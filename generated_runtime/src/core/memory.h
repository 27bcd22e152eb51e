// Where storages and headers of tensors get their memory: kept blocks first, then the system.
//
// Memory starts at a multiple of kStorageAlignment.  All of this may be called from any thread and
// at any time, from destructors of static and thread_local objects too.
#pragma once

#include <cstddef>

namespace tw {

struct Block {
  void* memory;
  std::size_t bytes;  // As the system was asked for them.
};

// At least so many bytes for a storage.  Throws std::bad_alloc.
[[nodiscard]] Block take_block(std::size_t bytes);
void give_block(Block block) noexcept;

// The memory of one header of a tensor; `bytes` is the same in every call.  Throws std::bad_alloc.
[[nodiscard]] void* take_header(std::size_t bytes);
void give_header(void* memory) noexcept;

}  // namespace tw
