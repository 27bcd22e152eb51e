#include "emu/async_copy.h"

#include <deque>
#include <map>
#include <tuple>

#include "core/grid.h"

namespace emu {
namespace {

struct Copies {
  std::deque<std::deque<AsyncCopy>> groups;  // Closed ones, the oldest first.
  std::deque<AsyncCopy> open;
};

using Thread = std::tuple<unsigned, unsigned, unsigned, unsigned, unsigned, unsigned>;

std::map<Thread, Copies>& all() {
  static auto* const own = new std::map<Thread, Copies>;
  return *own;
}

Copies& mine() {
  const uint3 &block = place().block, &thread = place().thread;
  return all()[{block.x, block.y, block.z, thread.x, thread.y, thread.z}];
}

}  // namespace

void note_async_copy(const AsyncCopy& copy) {
  mine().open.push_back(copy);
}

void close_async_copies() {
  Copies& own = mine();
  own.groups.push_back(std::move(own.open));
  own.open.clear();
}

bool next_async_copy(int open, AsyncCopy& copy) {
  auto& groups = mine().groups;
  while (!groups.empty() && groups.front().empty() &&
         groups.size() > static_cast<std::size_t>(open))
    groups.pop_front();
  if (groups.size() <= static_cast<std::size_t>(open)) return false;
  copy = groups.front().front();
  groups.front().pop_front();
  return true;
}

void forget_async_copies() {
  all().clear();
}

}  // namespace emu
