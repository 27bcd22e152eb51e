#include "check/operations.h"

#include <algorithm>

#include "core/order.h"

namespace emu {
namespace {

struct Executed {
  std::vector<Operation> all{Operation{}};  // By begin; the first stands for "before any".
  Clock latest;                             // Ticks of each stream.
  Clock seen;                               // By the present one.
  bool seen_all = true;
};

Executed& executed() {
  static Executed& all = *new Executed;
  return all;
}

}  // namespace

void begin_operation(const Stamp& by, const Clock& seen, std::uint64_t launch) {
  Executed& e = executed();
  launch_begin = block_begin = next_interval();
  e.seen = seen;
  if (e.latest.size() <= by.stream) e.latest.resize(by.stream + 1);
  // What came before in its own stream it has seen, whether or not the clock says so.
  if (e.seen.size() <= by.stream) e.seen.resize(by.stream + 1);
  e.seen[by.stream] = std::max(e.seen[by.stream], by.tick);
  e.latest[by.stream] = std::max(e.latest[by.stream], by.tick);
  e.seen_all = true;
  for (std::size_t stream = 0; stream < e.latest.size(); ++stream)
    e.seen_all = e.seen_all && has_seen(e.seen, {stream, e.latest[stream]});
  e.all.push_back({launch_begin, by, launch});
}

const Operation& operation() {
  return executed().all.back();
}

const Clock& seen_clock() {
  return executed().seen;
}

const Operation& operation_at(std::uint64_t interval) {
  const std::vector<Operation>& all = executed().all;
  const auto after =
      std::upper_bound(all.begin(), all.end(), interval,
                       [](std::uint64_t at, const Operation& one) { return at < one.begin; });
  return *(after - 1);
}

bool has_seen(const Clock& clock, const Stamp& stamp) {
  return stamp.tick == 0 || (stamp.stream < clock.size() && clock[stamp.stream] >= stamp.tick);
}

bool operation_has_seen(std::uint64_t interval) {
  const Executed& e = executed();
  return e.seen_all || has_seen(e.seen, operation_at(interval).stamp);
}

}  // namespace emu
