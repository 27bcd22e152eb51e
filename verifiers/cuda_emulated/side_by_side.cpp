#include "cuda_emulated/side_by_side.h"

#include <atomic>
#include <future>
#include <vector>

namespace wright {
namespace {

constexpr unsigned kWorkers = 2;

}  // namespace

void side_by_side(std::size_t count, const std::function<void(std::size_t)>& run) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t at = next++; at < count; at = next++) run(at);
  };
  std::vector<std::future<void>> working;
  for (unsigned i = 0; i < kWorkers; ++i) working.push_back(std::async(std::launch::async, work));
  for (std::future<void>& one : working) one.get();
}

}  // namespace wright
