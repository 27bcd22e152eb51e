// Barriers of a block, as device code calls them.
//
// Each call tells where it stands, so that a block that waits at two barriers at
// once is told apart from one that waits at one.
#pragma once

namespace emu {

enum class BarrierCall { sync, count, all, any };

// What the threads of the block that have arrived found: how many predicates hold,
// whether all do, whether any does.  Faults: barrier-divergence (another line or
// call than the first that arrived), barrier-after-exit, deadlock.
int arrive_and_wait(BarrierCall call, bool predicate, const char* file, int line);

// Whether this run goes on as if the barrier, a __syncthreads or a __syncwarp, did not stand there:
// tests that see no difference test nothing about it.
bool is_left_out(const char* file, int line);

}  // namespace emu

inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (emu::is_left_out(file, line)) return;
  emu::arrive_and_wait(emu::BarrierCall::sync, false, file, line);
}

inline int __syncthreads_count(int predicate, const char* file = __builtin_FILE(),
                               int line = __builtin_LINE()) {
  return emu::arrive_and_wait(emu::BarrierCall::count, predicate != 0, file, line);
}

inline int __syncthreads_and(int predicate, const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  return emu::arrive_and_wait(emu::BarrierCall::all, predicate != 0, file, line);
}

inline int __syncthreads_or(int predicate, const char* file = __builtin_FILE(),
                            int line = __builtin_LINE()) {
  return emu::arrive_and_wait(emu::BarrierCall::any, predicate != 0, file, line);
}
