#include "check/equal_writes.h"

#include <array>
#include <cstring>

#include "core/block.h"

namespace emu {

bool equal_writes_wait = false;

namespace {

struct WaitingWrite {
  const void* at = nullptr;
  std::size_t bytes = 0;
  std::array<char, kEqualBytesMax> before{};
  Fault fault;
};

WaitingWrite& waiting() {
  static WaitingWrite& one = *new WaitingWrite;
  return one;
}

}  // namespace

void wait_for_value(const void* at, std::size_t bytes, const Fault& fault) {
  on_lane_leaves = settle_equal_writes;
  equal_writes_wait = true;
  waiting().at = at;
  waiting().bytes = bytes;
  waiting().fault = fault;
  std::memcpy(waiting().before.data(), at, bytes);
}

void settle_waiting_write() {
  equal_writes_wait = false;
  WaitingWrite& write = waiting();
  if (std::memcmp(write.before.data(), write.at, write.bytes) == 0) {
    write.fault.severity = Severity::note;
    write.fault.kind = "equal-value-race";
    write.fault.message += "; both wrote the same value";
  }
  report(write.fault);
}

}  // namespace emu
