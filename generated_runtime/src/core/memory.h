// Where storages and headers of tensors get their memory: kept blocks first, then the system.
//
// Memory starts at a multiple of kStorageAlignment.  All of this may be called from any thread and
// at any time, from destructors of static and thread_local objects too.
#pragma once

#include <cstddef>

namespace tw {

inline constexpr std::size_t kStorageAlignment = 64;

struct Block {
  void* memory;
  std::size_t bytes;  // As the system was asked for them.
};

// The bytes of a block that is no more than the header of a storage on a device; a block of the
// CPU never has so many.
inline constexpr std::size_t kDeviceBlock = ~std::size_t{0};

// At least so many bytes for a storage.  Throws std::bad_alloc.
[[nodiscard]] Block take_block(std::size_t bytes);
void give_block(Block block) noexcept;
// Of kDeviceBlock bytes.  Defined with storages, src/core/storage.cpp.
void give_device_block(void* header) noexcept;

// The memory of one header of a tensor; `bytes` is the same in every call.  Throws std::bad_alloc.
[[nodiscard]] void* take_header(std::size_t bytes);
void give_header(void* memory) noexcept;

// The memory of one node of a graph, as for headers.
[[nodiscard]] void* take_node(std::size_t bytes);
void give_node(void* memory) noexcept;

// Both at once, for less than one after the other.  Throws std::bad_alloc.
struct BlockAndHeader {
  Block block;
  void* header;
};
[[nodiscard]] BlockAndHeader take_block_and_header(std::size_t block_size, std::size_t header_size);
void give_block_and_header(BlockAndHeader both) noexcept;

}  // namespace tw
