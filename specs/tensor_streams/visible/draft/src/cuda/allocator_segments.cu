// Segments: taken from CUDA and given back.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "core/device.h"
#include "core/fail.h"
#include "cuda/allocator.h"

namespace tw::cuda {
namespace {

constexpr std::size_t kPromised = 256;  // What cudaMalloc's addresses are multiples of.
constexpr std::size_t kRoom = kAlignment - kPromised;

bool is_aligned(const void* taken) {
  return reinterpret_cast<std::uintptr_t>(taken) % kAlignment == 0;
}

bool is_idle(const Segment& segment) {
  return segment.first->after == nullptr && segment.first->state == CudaBlock::State::idle;
}

// "1,024".
std::string grouped(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace

// What CUDA promises leaves room before the first block.  It is not asked for where addresses turn
// out to be better than that: with it a segment would take a page more.
void* DeviceMemory::ask_cuda(std::size_t bytes) {
  if (stats_.reserved > most_ || bytes > most_ - stats_.reserved) return nullptr;
  select(device_);
  const bool is_exact = addresses_ == Addresses::aligned;
  void* taken = nullptr;
  cudaError_t status = call_malloc(&taken, bytes + (is_exact ? 0 : kRoom));
  if (status == cudaSuccess && is_exact && !is_aligned(taken)) {
    addresses_ = Addresses::unaligned;
    check(call_free(taken), "cudaFree");
    status = call_malloc(&taken, bytes + kRoom);
  }
  if (status == cudaErrorMemoryAllocation) {
    forget_last_error();
    return nullptr;
  }
  check(status, "cudaMalloc");
  if (addresses_ == Addresses::unknown)
    addresses_ = is_aligned(taken) ? Addresses::aligned : Addresses::unaligned;
  return taken;
}

void* DeviceMemory::ask_after_giving_back(std::size_t bytes) {
  const bool same_size = give_back(bytes);
  void* taken = same_size ? ask_cuda(bytes) : nullptr;
  const bool others = taken == nullptr && give_back(0);
  if (others) taken = ask_cuda(bytes);
  if (same_size || others) ++stats_.retries;
  return taken;
}

cudaError_t DeviceMemory::call_malloc(void** taken, std::size_t bytes) {
  ++stats_.cuda_calls;
  return cudaMalloc(taken, bytes);
}

cudaError_t DeviceMemory::call_free(void* taken) noexcept {
  ++stats_.cuda_calls;
  return cudaFree(taken);
}

void DeviceMemory::insert(Segment* segment) noexcept {
  stats_.reserved += segment->bytes;
  Segment** at = &segments_;
  while (*at != nullptr && std::less<>()((*at)->taken, segment->taken)) at = &(*at)->next;
  segment->next = *at;
  *at = segment;
}

// What CUDA refuses to take stays where it is, and the others go.
bool DeviceMemory::give_back(std::size_t bytes) noexcept {
  bool is_any = false;
  Segment** next = &segments_;
  while (Segment* const segment = *next) {
    Segment** const at = std::exchange(next, &segment->next);
    if (!is_idle(*segment) || (bytes != 0 && segment->bytes != bytes)) continue;
    is_any = true;
    const cudaError_t status = call_free(segment->taken);
    note(status, "cudaFree");
    if (status != cudaSuccess) continue;
    *at = segment->next;
    next = at;
    segment->idle.erase(segment->first);
    stats_.idle -= segment->bytes;
    stats_.reserved -= segment->bytes;
    delete segment->first;
    delete segment;
  }
  return is_any;
}

void DeviceMemory::fail_full(std::size_t asked) {
  select(device_);
  std::size_t free = 0;
  std::size_t total = 0;
  check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
  // Of the part that may be taken.
  const std::size_t most = std::min(most_, total);
  const std::size_t left = std::min(free, most - std::min(most, stats_.reserved));
  fail("cuda", "out of memory: " + grouped(asked) + " bytes asked, " + grouped(left) + " of " +
                   grouped(most) + " free");
}

void DeviceMemory::add_use(const void* at, const Stream& stream) {
  const std::lock_guard held(lock_);
  for (Segment* segment = segments_; segment != nullptr; segment = segment->next)
    for (Block* block = segment->first; block != nullptr; block = block->after)
      if (block->at == at && block->state == CudaBlock::State::live && segment->stream != stream)
        block->uses.add(stream);
}

void DeviceMemory::set_fraction(double fraction) {
  select(device_);
  std::size_t free = 0;
  std::size_t total = 0;
  check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
  const std::lock_guard held(lock_);
  most_ = static_cast<std::size_t>(fraction * static_cast<double>(total));
}

void DeviceMemory::release() noexcept {
  const std::lock_guard held(lock_);
  look_at_waiting();
  (void)give_back(0);
}

CudaMemoryStats DeviceMemory::stats() {
  const std::lock_guard held(lock_);
  return stats_;
}

std::vector<CudaBlock> DeviceMemory::snapshot() {
  const std::lock_guard held(lock_);
  std::vector<CudaBlock> blocks;
  for (const Segment* segment = segments_; segment != nullptr; segment = segment->next) {
    const auto begin = reinterpret_cast<std::uintptr_t>(segment->first->at);
    const auto stream = reinterpret_cast<std::uintptr_t>(segment->stream.handle());
    for (const Block* block = segment->first; block != nullptr; block = block->after)
      blocks.push_back({reinterpret_cast<std::uintptr_t>(block->at), block->bytes, begin, stream,
                        block->state});
  }
  return blocks;
}

}  // namespace tw::cuda
