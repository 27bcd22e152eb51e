// The operations that streams have executed, and which of them the present one has seen.
#pragma once

#include <cstdint>

#include "check/memory.h"

namespace emu {

struct Operation {
  std::uint64_t begin = 0;  // Its first interval.
  Stamp stamp;
  std::uint64_t launch = 0;  // 0: a copy or a memset.
};

// From now on intervals belong to this operation.
void begin_operation(const Stamp& by, const Clock& seen, std::uint64_t launch);

// The present one.
const Operation& operation();
const Clock& seen_clock();

// Whose interval that is.
const Operation& operation_at(std::uint64_t interval);

bool has_seen(const Clock& clock, const Stamp& stamp);

// Whether the operation of that interval happened before the present one.
bool operation_has_seen(std::uint64_t interval);

}  // namespace emu
