#include "check/unwritten_read.h"

#include "core/block.h"

namespace emu {

void UnwrittenRead::keep(const Fault& fault) {
  if (fault_) return;
  fault_ = fault;
  fault_->second = Access{
      "read", fault.file, fault.line, current_place.thread, current_place.block, running.launch};
  on_interval_ends = [] { unwritten_read().settle(); };
}

void UnwrittenRead::settle() {
  if (!fault_) return;
  const Fault fault = *fault_;
  drop();
  report(fault);
}

UnwrittenRead& unwritten_read() {
  static UnwrittenRead& one = *new UnwrittenRead;
  return one;
}

}  // namespace emu
