#include "core/storage.h"

#include <new>

namespace tw {

Storage* Storage::allocate(std::size_t bytes) {
  // At most 2^63 - 1 bytes are asked for, so the sum does not wrap around.
  void* memory = ::operator new(sizeof(Storage) + bytes, std::align_val_t{kStorageAlignment});
  return new (memory) Storage(bytes);
}

void Storage::free(Storage* storage) noexcept {
  storage->~Storage();
  ::operator delete(static_cast<void*>(storage), std::align_val_t{kStorageAlignment});
}

}  // namespace tw
