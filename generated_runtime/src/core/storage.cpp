#include "core/storage.h"

#include <new>

#include "core/memory.h"

namespace tw {

Storage* Storage::allocate(std::size_t bytes) {
  // At most 2^63 - 1 bytes are asked for, so the sum does not wrap around.
  const Block block = take_block(sizeof(Storage) + bytes);
  return new (block.memory) Storage(bytes, block.bytes);
}

void Storage::free(Storage* storage) noexcept {
  const Block block{storage, storage->block_bytes_};
  storage->~Storage();
  give_block(block);
}

}  // namespace tw
