// Blocks: taken, split, freed and joined.
#include "cuda/allocator.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "core/device.h"

namespace tw::cuda {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kSmallMax = kMiB;
constexpr std::size_t kSmallSegment = 2 * kMiB;
constexpr std::size_t kMiddleMax = 10 * kMiB;
constexpr std::size_t kMiddleSegment = 20 * kMiB;

constexpr std::size_t rounded_up(std::size_t bytes, std::size_t step) {
  return (bytes + step - 1) / step * step;
}

constexpr std::size_t segment_bytes(std::size_t block) {
  if (block <= kSmallMax) return kSmallSegment;
  if (block <= kMiddleMax) return kMiddleSegment;
  return rounded_up(block, kSmallSegment);
}

// Alone, with its place among idle blocks.
std::unique_ptr<Block> new_block(Segment& segment, std::byte* at, std::size_t bytes) {
  auto block = std::make_unique<Block>(segment, at, bytes);
  IdleBlocks alone;
  block->node = alone.extract(alone.insert(block.get()).first);
  return block;
}

std::byte* first_aligned(void* taken) {
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(taken) % kAlignment;
  return static_cast<std::byte*>(taken) + (beyond == 0 ? 0 : kAlignment - beyond);
}

}  // namespace

bool BySize::operator()(const Block* a, const Block* b) const noexcept {
  return a->bytes != b->bytes ? a->bytes < b->bytes : std::less<>()(a->at, b->at);
}

bool BySize::operator()(const Block* a, std::size_t bytes) const noexcept {
  return a->bytes < bytes;
}

Block* DeviceMemory::take(std::size_t bytes, const Stream& stream) {
  const std::size_t rounded = rounded_up(bytes, kAlignment);
  const std::lock_guard held(lock_);
  ++stats_.requests;
  look_at_waiting();
  throw_noted();
  IdleBlocks& idle = idle_[{stream.handle(), rounded <= kSmallMax}];
  Block* block = take_idle(idle, rounded);
  if (block != nullptr)
    ++stats_.hits;
  else
    block = take_new(idle, bytes, stream);
  stats_.live += block->bytes;
  stats_.peak_live = std::max(stats_.peak_live, stats_.live);
  return block;
}

void DeviceMemory::give(Block* block) noexcept {
  const std::lock_guard held(lock_);
  stats_.live -= block->bytes;
  if (block->uses.empty()) {
    make_idle(block);
    return;
  }
  block->uses.record();
  block->state = CudaBlock::State::waiting;
  block->next_waiting = waiting_;
  waiting_ = block;
}

// The best fit; null if there is none.
Block* DeviceMemory::take_idle(IdleBlocks& idle, std::size_t bytes) {
  const auto fit = idle.lower_bound(bytes);
  if (fit == idle.end()) return nullptr;
  Block* const rest = cut(*fit, bytes);
  auto node = idle.extract(fit);
  Block* const block = node.value();
  block->node = std::move(node);
  block->state = CudaBlock::State::live;
  stats_.idle -= block->bytes;
  if (rest != nullptr) {
    block->bytes = bytes;
    make_idle(rest);
  }
  return block;
}

// The rest of a block that is too large, which is not idle yet; null if the block stays whole.
Block* DeviceMemory::cut(Block* block, std::size_t bytes) {
  const std::size_t left = block->bytes - bytes;
  if (left < (block->segment.is_small ? kAlignment : kMiB)) return nullptr;
  Block* const rest = new_block(block->segment, block->at + bytes, left).release();
  rest->before = block;
  rest->after = block->after;
  if (rest->after != nullptr) rest->after->before = rest;
  block->after = rest;
  ++stats_.splits;
  return rest;
}

void DeviceMemory::make_idle(Block* block) noexcept {
  block->state = CudaBlock::State::idle;
  stats_.idle += block->bytes;
  for (Block* neighbour : {block->before, block->after}) {
    if (neighbour == nullptr || neighbour->state != CudaBlock::State::idle) continue;
    // The one that lies before stays.
    if (neighbour == block->before) {
      neighbour->node = neighbour->segment.idle.extract(neighbour);
      std::swap(block, neighbour);
    } else {
      neighbour->segment.idle.erase(neighbour);
    }
    absorb(block, neighbour);
  }
  block->segment.idle.insert(std::move(block->node));
}

// Neither is in a set.
void DeviceMemory::absorb(Block* block, Block* neighbour) noexcept {
  block->bytes += neighbour->bytes;
  block->after = neighbour->after;
  if (block->after != nullptr) block->after->before = block;
  delete neighbour;
  ++stats_.joins;
}

void DeviceMemory::look_at_waiting() noexcept {
  Block** at = &waiting_;
  while (Block* const block = *at) {
    if (!block->uses.are_passed()) {
      at = &block->next_waiting;
      continue;
    }
    *at = block->next_waiting;
    make_idle(block);
  }
}

// A block of a new segment; of an old one where memory was short and events had passed meanwhile.
Block* DeviceMemory::take_new(IdleBlocks& idle, std::size_t asked, const Stream& stream) {
  const std::size_t bytes = rounded_up(asked, kAlignment);
  // Nothing may throw between the call of CUDA and the end.
  auto segment = std::make_unique<Segment>(*this, idle, stream, segment_bytes(bytes),
                                           bytes <= kSmallMax);
  auto whole = new_block(*segment, nullptr, segment->bytes);
  segment->taken = ask_cuda(segment->bytes);
  if (segment->taken == nullptr) {
    look_at_waiting();
    if (Block* const block = take_idle(idle, bytes)) return block;
    segment->taken = ask_after_giving_back(segment->bytes);
    if (segment->taken == nullptr) fail_full(asked);
  }
  whole->at = first_aligned(segment->taken);
  segment->first = whole.get();
  insert(segment.release());
  make_idle(whole.release());
  return take_idle(idle, bytes);
}

}  // namespace tw::cuda
