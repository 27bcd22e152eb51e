#include "cuda/pinned.h"

#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "core/copy.h"
#include "core/fail.h"
#include "core/storage.h"
#include "core/tensor_impl.h"
#include "tw/cuda_memory.h"

namespace tw {
namespace cuda {
namespace {

constexpr std::size_t kSmallest = 512;

// The bytes of a block are a power of two.
struct PinnedBlock : Taken {
  explicit PinnedBlock(int power) : Taken(true), log2(power) {}

  [[nodiscard]] std::size_t bytes() const { return std::size_t{1} << log2; }

  int log2;
  std::byte* at = nullptr;
  bool is_live = true;
  PinnedBlock* next = nullptr;  // Of those that are idle, or waiting.
};

class PinnedMemory {
 public:
  PinnedBlock* take(std::size_t bytes);
  void give(PinnedBlock* block) noexcept;
  bool add_use(const void* at, const Stream& stream);
  bool is_live(const void* at);
  void release() noexcept;

 private:
  using Blocks = std::map<const std::byte*, std::unique_ptr<PinnedBlock>>;

  // All of this with the lock.
  PinnedBlock* find_live(const void* at) const;
  PinnedBlock* take_idle(int log2) noexcept;
  PinnedBlock* take_new(int log2);
  void make_idle(PinnedBlock* block) noexcept;
  void look_at_waiting() noexcept;
  bool give_back() noexcept;

  std::mutex lock_;
  Blocks blocks_;
  std::array<PinnedBlock*, 64> idle_{};  // By the power of two.
  PinnedBlock* waiting_ = nullptr;
};

PinnedBlock* PinnedMemory::take(std::size_t bytes) {
  const int log2 = std::countr_zero(std::bit_ceil(bytes > kSmallest ? bytes : kSmallest));
  const std::lock_guard held(lock_);
  look_at_waiting();
  throw_noted();
  PinnedBlock* const block = take_idle(log2);
  return block != nullptr ? block : take_new(log2);
}

void PinnedMemory::give(PinnedBlock* block) noexcept {
  const std::lock_guard held(lock_);
  block->is_live = false;
  if (block->uses.empty()) {
    make_idle(block);
    return;
  }
  block->uses.record();
  block->next = waiting_;
  waiting_ = block;
}

bool PinnedMemory::add_use(const void* at, const Stream& stream) {
  const std::lock_guard held(lock_);
  PinnedBlock* const block = find_live(at);
  if (block != nullptr) block->uses.add(stream);
  return block != nullptr;
}

bool PinnedMemory::is_live(const void* at) {
  const std::lock_guard held(lock_);
  return find_live(at) != nullptr;
}

void PinnedMemory::release() noexcept {
  const std::lock_guard held(lock_);
  look_at_waiting();
  (void)give_back();
}

PinnedBlock* PinnedMemory::find_live(const void* at) const {
  const auto* const byte = static_cast<const std::byte*>(at);
  auto after = blocks_.upper_bound(byte);
  if (after == blocks_.begin()) return nullptr;
  PinnedBlock* const block = std::prev(after)->second.get();
  return block->is_live && byte < block->at + block->bytes() ? block : nullptr;
}

PinnedBlock* PinnedMemory::take_idle(int log2) noexcept {
  PinnedBlock*& first = idle_[static_cast<std::size_t>(log2)];
  if (first == nullptr) return nullptr;
  PinnedBlock* const block = std::exchange(first, first->next);
  block->is_live = true;
  return block;
}

PinnedBlock* PinnedMemory::take_new(int log2) {
  // Nothing may throw between the call of CUDA and the end.
  Blocks alone;
  PinnedBlock* const block =
      alone.emplace(nullptr, std::make_unique<PinnedBlock>(log2)).first->second.get();
  void* at = nullptr;
  cudaError_t status = cudaHostAlloc(&at, block->bytes(), cudaHostAllocPortable);
  if (status == cudaErrorMemoryAllocation && give_back()) {
    forget_last_error();
    throw_noted();
    status = cudaHostAlloc(&at, block->bytes(), cudaHostAllocPortable);
  }
  check(status, "cudaHostAlloc");
  block->at = static_cast<std::byte*>(at);
  auto node = alone.extract(alone.begin());
  node.key() = block->at;
  blocks_.insert(std::move(node));
  return block;
}

void PinnedMemory::make_idle(PinnedBlock* block) noexcept {
  block->next = std::exchange(idle_[static_cast<std::size_t>(block->log2)], block);
}

void PinnedMemory::look_at_waiting() noexcept {
  PinnedBlock** at = &waiting_;
  while (PinnedBlock* const block = *at) {
    if (!block->uses.are_passed()) {
      at = &block->next;
      continue;
    }
    *at = block->next;
    make_idle(block);
  }
}

// Whether there was any.  What CUDA refuses to take stays, and is noted.
bool PinnedMemory::give_back() noexcept {
  bool is_any = false;
  for (PinnedBlock*& first : idle_) {
    PinnedBlock** at = &first;
    while (PinnedBlock* const block = *at) {
      is_any = true;
      const cudaError_t status = cudaFreeHost(block->at);
      note(status, "cudaFreeHost");
      if (status == cudaSuccess) {
        *at = block->next;
        blocks_.erase(block->at);
      } else {
        at = &block->next;
      }
    }
  }
  return is_any;
}

// Never destroyed, as the memory of devices is not.
PinnedMemory& pinned_memory() {
  static auto& memory = *new PinnedMemory;
  return memory;
}

}  // namespace

Memory take_pinned(std::size_t bytes) {
  PinnedBlock* const block = pinned_memory().take(bytes);
  return {static_cast<Taken*>(block), block->at};
}

void give_pinned(Taken* taken) noexcept {
  pinned_memory().give(static_cast<PinnedBlock*>(taken));
}

bool add_use_of_pinned(const void* at, const Stream& stream) {
  return pinned_memory().add_use(at, stream);
}

void release_pinned() noexcept {
  pinned_memory().release();
}

}  // namespace cuda

Tensor pinned(const Tensor& x) {
  constexpr const char* kOp = "pinned";
  if (!x.defined()) fail(kOp, "the tensor is undefined");
  if (x.device().is_cuda()) fail(kOp, "x is on " + name_of(x.device()) + ", not on the CPU");
  if (is_pinned(x)) return x;
  const Tensor from = x.is_contiguous() ? x : contiguous_copy(kOp, *x.impl());
  const std::size_t bytes = static_cast<std::size_t>(x.numel()) * bytes_of(x.dtype());
  // A storage whose memory is taken from here is pinned where it lies on the CPU.
  StorageRef storage(Storage::make_on(Device(), bytes));
  if (bytes > 0) std::memcpy(storage->data(), from.data(), bytes);
  return TensorImpl::make(std::move(storage), from.impl()->sizes(), from.impl()->strides(), 0,
                          x.dtype());
}

bool is_pinned(const Tensor& x) {
  if (!x.defined()) fail("is_pinned", "the tensor is undefined");
  return !x.device().is_cuda() && cuda::pinned_memory().is_live(x.data());
}

}  // namespace tw
