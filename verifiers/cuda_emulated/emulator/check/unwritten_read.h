// Shared memory that is read before it was written.
//
// Mostly the write comes later, from another thread: then a barrier is missing, and the
// race that the write finds says so.  So the first such read of an interval waits for
// the end of the interval, or for another fault, which it may have caused.
#pragma once

#include <optional>

#include "core/report.h"

namespace emu {

class UnwrittenRead {
 public:
  void keep(const Fault& fault);
  void drop() { fault_.reset(); }
  void settle();  // Reports it, if there is one.

 private:
  std::optional<Fault> fault_;
};

UnwrittenRead& unwritten_read();

}  // namespace emu
