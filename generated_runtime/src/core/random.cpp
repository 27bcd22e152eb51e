#include "core/random.h"

#include <algorithm>
#include <mutex>

#include "core/philox.h"

namespace tw {
namespace {

constexpr std::uint64_t kBlockWords = 4;

std::uint64_t blocks_of(std::uint64_t words) {
  return words / kBlockWords + (words % kBlockWords != 0 ? 1 : 0);
}

// Seed and position change and are told together; nobody computes while the mutex is locked.
constinit std::mutex mutex;
constinit RandomState state;

}  // namespace

RandomState random_state() noexcept {
  const std::lock_guard lock(mutex);
  return state;
}

void set_random_state(RandomState wanted) noexcept {
  const std::lock_guard lock(mutex);
  state = wanted;
}

void manual_seed(std::uint64_t seed) noexcept {
  set_random_state({seed, 0});
}

RandomState reserve_words(std::uint64_t count) noexcept {
  const std::lock_guard lock(mutex);
  const RandomState start = state;
  state.position += blocks_of(count);
  return start;
}

std::span<const std::uint32_t> WordReader::read(std::uint64_t most) noexcept {
  if (begin_ == end_) {
    const std::uint64_t count = std::min(left_, kRoom);
    const std::uint64_t blocks = blocks_of(count);
    fill_words(words_.data(), blocks, next_.seed, next_.position);
    next_.position += blocks;
    left_ -= count;
    begin_ = 0;
    end_ = count;
  }
  const std::uint64_t count = std::min(most, end_ - begin_);
  const std::span<const std::uint32_t> words(words_.data() + begin_, count);
  begin_ += count;
  return words;
}

}  // namespace tw
