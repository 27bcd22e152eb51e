// The memory of one device: segments, which are taken from CUDA, cut into blocks.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "cuda/allocator_uses.h"
#include "tw/cuda_memory.h"
#include "tw/device.h"
#include "tw/stream.h"

namespace tw::cuda {

class DeviceMemory;
struct Block;
struct Segment;

// By size, and blocks of one size by address.
struct BySize {
  using is_transparent = void;
  bool operator()(const Block* a, const Block* b) const noexcept;
  bool operator()(const Block* a, std::size_t bytes) const noexcept;
};
using IdleBlocks = std::set<Block*, BySize>;

struct Block : Taken {
  Block(Segment& of, std::byte* address, std::size_t size)
      : Taken(false), segment(of), at(address), bytes(size) {}

  Segment& segment;
  std::byte* at;
  std::size_t bytes;
  Block* before = nullptr;  // Neighbours in the segment.
  Block* after = nullptr;
  CudaBlock::State state = CudaBlock::State::live;
  IdleBlocks::node_type node;  // While it is not idle: to make it so needs no memory.
  Block* next_waiting = nullptr;
};

struct Segment {
  Segment(DeviceMemory& of, IdleBlocks& blocks, const Stream& taken_for, std::size_t size,
          bool small)
      : owner(of), idle(blocks), stream(taken_for), bytes(size), is_small(small) {}

  DeviceMemory& owner;
  IdleBlocks& idle;  // Where its blocks are when they are idle.
  Stream stream;
  std::size_t bytes;
  bool is_small;
  void* taken = nullptr;  // What CUDA gave, up to the alignment of blocks before the first one.
  Block* first = nullptr;
  Segment* next = nullptr;  // In the order of addresses.
};

class DeviceMemory {
 public:
  explicit DeviceMemory(Device device) : device_(device) {}
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  // So many bytes, which are not 0.
  [[nodiscard]] Block* take(std::size_t bytes, const Stream& stream);
  void give(Block* block) noexcept;

  // `stream` uses the live block that begins there; nothing happens where there is none.
  void add_use(const void* at, const Stream& stream);
  void set_fraction(double fraction);
  void release() noexcept;  // What CUDA refuses is noted.
  [[nodiscard]] CudaMemoryStats stats();
  [[nodiscard]] std::vector<CudaBlock> snapshot();

 private:
  // All of this with the lock.
  [[nodiscard]] Block* take_idle(IdleBlocks& idle, std::size_t bytes);
  [[nodiscard]] Block* take_new(IdleBlocks& idle, std::size_t asked, const Stream& stream);
  [[nodiscard]] Block* cut(Block* block, std::size_t bytes);
  void make_idle(Block* block) noexcept;
  void absorb(Block* block, Block* neighbour) noexcept;
  void look_at_waiting() noexcept;

  // Null where the device, or the part of it that may be taken, is full.
  [[nodiscard]] void* ask_cuda(std::size_t bytes);
  [[nodiscard]] void* ask_after_giving_back(std::size_t bytes);
  [[nodiscard]] cudaError_t call_malloc(void** taken, std::size_t bytes);
  [[nodiscard]] cudaError_t call_free(void* taken) noexcept;
  void insert(Segment* segment) noexcept;
  // Idle segments of this size, or all for 0; what CUDA refuses is noted.  Whether there were any.
  bool give_back(std::size_t bytes) noexcept;
  [[noreturn]] void fail_full(std::size_t asked);

  const Device device_;
  std::mutex lock_;
  std::map<std::pair<CUstream_st*, bool>, IdleBlocks> idle_;  // By stream and smallness.
  Segment* segments_ = nullptr;
  Block* waiting_ = nullptr;
  CudaMemoryStats stats_;
  std::size_t most_ = std::numeric_limits<std::size_t>::max();  // Of reserved bytes.
  // Whether addresses of CUDA are multiples of kAlignment, which it does not promise.
  enum class Addresses { unknown, aligned, unaligned } addresses_ = Addresses::unknown;
};

// Of a device that there is, or will be refused by CUDA.
[[nodiscard]] DeviceMemory& memory_of(Device device);

}  // namespace tw::cuda
