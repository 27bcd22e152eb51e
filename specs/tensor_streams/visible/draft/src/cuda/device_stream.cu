// Streams: those of the pool, and which one is current.
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>

#include "core/cuda_memory.h"
#include "core/device.h"
#include "cuda/device.h"
#include "tw/stream.h"

namespace tw {
namespace {

constexpr std::size_t kPoolStreams = 32;  // For each device and priority.

// Of one device and priority.
struct StreamPool {
  std::array<cudaStream_t, kPoolStreams> made{};
  std::size_t next = 0;
};

struct StreamPools {
  std::mutex lock;
  std::array<std::array<StreamPool, 2>, cuda::kDevicesMax> pools;  // By device and priority.
};

// Never destroyed, as streams are not.
StreamPools& stream_pools() {
  static auto& all = *new StreamPools;
  return all;
}

// Runs on its own: the default stream is not ordered with it.
cudaStream_t make_stream(bool has_high_priority) {
  int least = 0;
  int greatest = 0;
  cuda::check(cudaDeviceGetStreamPriorityRange(&least, &greatest),
              "cudaDeviceGetStreamPriorityRange");
  cudaStream_t made = nullptr;
  cuda::check(cudaStreamCreateWithPriority(&made, cudaStreamNonBlocking,
                                           has_high_priority ? greatest : least),
              "cudaStreamCreateWithPriority");
  return made;
}

std::optional<Stream>& current_of(Device device) noexcept {
  return cuda::current_streams[static_cast<std::size_t>(device.index)];
}

}  // namespace

Stream Stream::from_pool(Device device, bool has_high_priority) {
  cuda::check_cuda_device(device);
  cuda::select(device);
  StreamPools& all = stream_pools();
  const std::lock_guard held(all.lock);
  StreamPool& pool = all.pools[static_cast<std::size_t>(device.index)][has_high_priority ? 1 : 0];
  cudaStream_t& made = pool.made[pool.next];
  if (made == nullptr) made = make_stream(has_high_priority);
  pool.next = (pool.next + 1) % kPoolStreams;
  Stream stream(device);
  stream.handle_ = made;
  return stream;
}

// The default stream is that of the device which is selected.
void Stream::synchronize() const {
  cuda::select(device_);
  cuda::check(cudaStreamSynchronize(handle_), "cudaStreamSynchronize");
}

bool Stream::is_done() const {
  cuda::select(device_);
  return cuda::check_done(cudaStreamQuery(handle_), "cudaStreamQuery");
}

Stream cuda::stream_of_thread(Device device) noexcept {
  return current_of(device).value_or(Stream(device));
}

Stream current_stream(Device device) {
  cuda::check_cuda_device(device);
  return cuda::stream_of_thread(device);
}

StreamGuard::StreamGuard(const Stream& stream) : before_(current_stream(stream.device())) {
  current_of(stream.device()) = stream;
}

StreamGuard::~StreamGuard() {
  current_of(before_.device()) = before_;
}

}  // namespace tw
