// Vector clocks of streams: what happened before what.
#pragma once

#include <algorithm>

#include "check/memory.h"

namespace emu {

inline void join(Clock& into, const Clock& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t at = 0; at < other.size(); ++at) into[at] = std::max(into[at], other[at]);
}

inline std::uint64_t tick_of(const Clock& clock, std::uint64_t stream) {
  return stream < clock.size() ? clock[stream] : 0;
}

inline void set_tick(Clock& clock, const Stamp& stamp) {
  if (clock.size() <= stamp.stream) clock.resize(stamp.stream + 1);
  clock[stamp.stream] = stamp.tick;
}

}  // namespace emu
