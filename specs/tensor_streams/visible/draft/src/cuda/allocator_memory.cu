// What the floors above and callers see of the memory of devices.
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "core/cuda_memory.h"
#include "core/device.h"
#include "core/fail.h"
#include "cuda/allocator.h"
#include "cuda/pinned.h"
#include "tw/cuda_memory.h"
#include "tw/dtype.h"
#include "tw/stream.h"
#include "tw/tensor.h"

namespace tw {
namespace {

std::string text_of(double number) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

}  // namespace

// Never destroyed: tensors may end after anything else of the program.
cuda::DeviceMemory& cuda::memory_of(Device device) {
  static auto& all = *new std::array<std::unique_ptr<DeviceMemory>, kDevicesMax>;
  static auto& lock = *new std::mutex;
  if (device.index < 0) check_device(device);
  const std::lock_guard held(lock);
  auto& memory = all[static_cast<std::size_t>(device.index)];
  if (memory == nullptr) memory = std::make_unique<DeviceMemory>(device);
  return *memory;
}

// On the CPU memory is pinned.
cuda::Memory cuda::take(Device device, std::size_t bytes) {
  throw_noted();
  if (!device.is_cuda()) return take_pinned(bytes);
  if (bytes == 0) {
    select(device);
    return {};
  }
  DeviceMemory& memory = memory_of(device);
  Block* const block = memory.take(bytes, stream_of_thread(device));
  return {static_cast<Taken*>(block), block->at};
}

void cuda::give(void* taken) noexcept {
  if (taken == nullptr) return;
  auto* const given = static_cast<Taken*>(taken);
  if (given->is_pinned) {
    give_pinned(given);
    return;
  }
  auto* const block = static_cast<Block*>(given);
  block->segment.owner.give(block);
}

CudaMemoryStats cuda_memory_stats(Device device) {
  cuda::check_cuda_device(device);
  return cuda::memory_of(device).stats();
}

std::vector<CudaBlock> cuda_memory_snapshot(Device device) {
  cuda::check_cuda_device(device);
  return cuda::memory_of(device).snapshot();
}

void set_memory_fraction(Device device, double fraction) {
  if (!(fraction > 0 && fraction <= 1))
    fail("set_memory_fraction",
         "fraction must be above 0 and at most 1, got " + text_of(fraction));
  cuda::check_cuda_device(device);
  cuda::memory_of(device).set_fraction(fraction);
}

// Pinned memory belongs to no device: any of them gives it back.  What was refused, before or here,
// is told when all is done.
void release_cuda_memory(Device device) {
  if (device.is_cuda()) {
    cuda::memory_of(device).release();
    cuda::release_pinned();
  }
  cuda::check_cuda_device(device);
}

void record_stream(const Tensor& x, const Stream& stream) {
  if (!x.defined()) fail("record_stream", "the tensor is undefined");
  if (!x.device().is_cuda()) return;
  cuda::throw_noted();
  // Where the storage begins.
  const auto skipped = x.numel() == 0 ? 0 : x.offset() * std::int64_t(bytes_of(x.dtype()));
  cuda::memory_of(x.device()).add_use(x.data_as<std::byte>() - skipped, stream);
}

}  // namespace tw
