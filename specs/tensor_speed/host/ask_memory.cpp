// What memory_stats() says before and after.  In a build with AddressSanitizer nothing may be
// kept; where that holds, a question answers `expected`, what the case expects elsewhere.
//
//   asked_of_system([2, 3], n)       requests to the system in rounds 2 to n of making and dropping
//                                    four f32 tensors of these sizes
//   asked_in_turn(bytes, then, expected)  requests to the system for `then` bytes after `bytes`
//   were
//                                    freed
//   kept_of(bytes, count, expected)  how many times `bytes` lie idle, at most `count`, after
//   `count` live
//                                    tensors were dropped, with no idle ones before; -1: live_bytes
//                                    is wrong
//   capped(bytes, count)             1 where then half of kIdleBytesMax to all of it lies idle
//   released()                       idle bytes after release_memory()
//   counted(n)                       how many of n tensors memory_stats() counted as requests
//   kept_apart(n)                    n threads make, fill, check and drop tensors, some of them in
//                                    another thread than they were made in: how many were found
//                                    changed
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "asked.h"
#include "tw/memory.h"

namespace {

using tw::Dtype;
using tw::Tensor;

std::int64_t system_requests() {
  return static_cast<std::int64_t>(tw::memory_stats().system_requests);
}

Value asked_of_system(const Args& args) {
  const auto sizes = wright::host::as<wright::host::Sizes>(args.at(0));
  const std::int64_t rounds = integer(args, 1);
  std::int64_t before = 0;
  for (std::int64_t i = 0; i < rounds; ++i) {
    if (i == 1) before = system_requests();
    const Tensor a = tw::empty_tensor(sizes);
    const Tensor b = tw::empty_tensor(sizes);
    const Tensor c = tw::empty_tensor(sizes);
    const Tensor d = a;
    const Tensor e = tw::empty_tensor(sizes);
  }
  const std::int64_t asked = system_requests() - before;
  if (!tw::kKeepsMemory) return asked == 4 * (rounds - 1) ? std::int64_t{0} : asked;
  return asked;
}

Value asked_in_turn(const Args& args) {
  tw::release_memory();
  { const Tensor first = tw::empty_tensor({integer(args, 0)}, Dtype::u8); }
  const std::int64_t before = system_requests();
  const Tensor then = tw::empty_tensor({integer(args, 1)}, Dtype::u8);
  const std::int64_t asked = system_requests() - before;
  if (!tw::kKeepsMemory) return asked == 1 ? integer(args, 2) : -2;
  return asked;
}

// Idle bytes after `count` tensors were made and dropped, or -1.
std::int64_t idle_after(std::int64_t bytes, std::int64_t count) {
  tw::release_memory();
  const auto live = static_cast<std::int64_t>(tw::memory_stats().live_bytes);
  std::vector<Tensor> tensors;
  for (std::int64_t i = 0; i < count; ++i) tensors.push_back(tw::empty_tensor({bytes}, Dtype::u8));
  const auto more = static_cast<std::int64_t>(tw::memory_stats().live_bytes) - live;
  if (more < bytes * count) return -1;
  tensors.clear();
  if (static_cast<std::int64_t>(tw::memory_stats().live_bytes) != live) return -1;
  return static_cast<std::int64_t>(tw::memory_stats().idle_bytes);
}

Value kept_of(const Args& args) {
  const std::int64_t idle = idle_after(integer(args, 0), integer(args, 1));
  if (idle < 0) return idle;
  if (!tw::kKeepsMemory) return idle == 0 ? integer(args, 2) : -2;
  return std::min(idle / integer(args, 0), integer(args, 1));
}

Value capped(const Args& args) {
  const std::int64_t idle = idle_after(integer(args, 0), integer(args, 1));
  tw::release_memory();
  if (!tw::kKeepsMemory) return std::int64_t{idle == 0};
  const auto most = static_cast<std::int64_t>(tw::kIdleBytesMax);
  return std::int64_t{idle > most / 2 && idle <= most};
}

Value released(const Args&) {
  { const Tensor first = tw::empty_tensor({1000}); }
  tw::release_memory();
  return static_cast<std::int64_t>(tw::memory_stats().idle_bytes);
}

Value counted(const Args& args) {
  const std::uint64_t before = tw::memory_stats().requests;
  for (std::int64_t i = 0; i < integer(args, 0); ++i) {
    const Tensor one = tw::empty_tensor({i + 1});
  }
  return static_cast<std::int64_t>(tw::memory_stats().requests - before);
}

// A tensor whose elements are all `mark`.
Tensor marked(std::int64_t count, std::int32_t mark) {
  Tensor x = tw::empty_tensor({count}, Dtype::i32);
  std::fill_n(x.data_as<std::int32_t>(), count, mark);
  return x;
}

bool is_marked(const Tensor& x, std::int32_t mark) {
  const std::int32_t* first = x.data_as<std::int32_t>();
  return std::all_of(first, first + x.numel(), [&](std::int32_t value) { return value == mark; });
}

// Tensors that wait for whoever takes them.
struct Desk {
  std::mutex mutex;
  std::vector<std::pair<Tensor, std::int32_t>> waiting;
};

std::int64_t work_at(Desk& desk, std::int32_t worker) {
  std::int64_t changed = 0;
  for (std::int32_t i = 0; i < 400; ++i) {
    const std::int32_t mark = worker * 1000 + i;
    Tensor x = marked(1 + (i * 37) % 3000, mark);
    const Tensor short_lived = marked(1 + i % 64, -mark);
    if (!is_marked(x, mark) || !is_marked(short_lived, -mark)) ++changed;
    std::pair<Tensor, std::int32_t> taken;
    const std::lock_guard lock(desk.mutex);
    desk.waiting.emplace_back(std::move(x), mark);
    if (desk.waiting.size() < 8) continue;
    taken = std::move(desk.waiting.front());
    desk.waiting.erase(desk.waiting.begin());
    if (!is_marked(taken.first, taken.second)) ++changed;
  }
  return changed;
}

Value kept_apart(const Args& args) {
  Desk desk;
  std::atomic<std::int64_t> changed{0};
  std::vector<std::thread> threads;
  for (std::int64_t i = 0; i < integer(args, 0); ++i) {
    threads.emplace_back([&, i] { changed += work_at(desk, static_cast<std::int32_t>(i) + 1); });
  }
  for (std::thread& thread : threads) thread.join();
  return changed.load();
}

const Asks kAsks{
    {"asked_of_system", asked_of_system},
    {"asked_in_turn", asked_in_turn},
    {"kept_of", kept_of},
    {"capped", capped},
    {"released", released},
    {"counted", counted},
    {"kept_apart", kept_apart},
};

}  // namespace
