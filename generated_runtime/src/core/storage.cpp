#include "core/storage.h"

#include "core/current_device.h"
#include "core/device.h"
#include "core/tensor_impl.h"

namespace tw {

// The header of a storage on a device takes the memory of a tensor's header.
static_assert(sizeof(Storage) <= sizeof(TensorImpl));

Storage* Storage::make_on(Device device, std::size_t bytes) {
  void* const header = take_header(sizeof(TensorImpl));
  try {
    const cuda::Memory memory = cuda::take(device, bytes);
    devices_in_use.store(true, std::memory_order_relaxed);
    auto* const storage = new (header) Storage(memory.data, bytes, kDeviceBlock);
    storage->taken_ = memory.taken;
    storage->device_ = device;
    return storage;
  } catch (...) {
    give_header(header);
    throw;
  }
}

void give_device_block(void* header) noexcept {
  cuda::give(static_cast<const Storage*>(header)->taken_);
  give_header(header);
}

}  // namespace tw
