// Threads for large work.  Defined by the task `parallel`.
//
// Workers start with the first work that is split, and sleep while there is none.
#pragma once

#include <cstdint>
#include <functional>

namespace tw {

// How many threads work at once, the calling one among them; at first as many as the machine has
// cores for this process, at least 1.  A number below 1 throws
// "[set_threads] a thread is needed, got 0".  Waits for work that is running.
[[nodiscard]] int threads() noexcept;
void set_threads(int count);

// Calls piece(begin, end) for stretches of [0, count), each of `grain` but the last, which may be
// shorter: in any order, in any of the threads, each stretch once; nothing when count is 0.  The
// stretches are the same for every number of threads.  Returns when all have ended.  Where a piece
// throws, the others still run, and the first of the exceptions comes out here.  A call from inside
// a piece runs its stretches one after another in its own thread.  The NoGrad of the calling thread
// (tw/autograd.h) does not reach into pieces: they call no ops.
void parallel_for(std::int64_t count, std::int64_t grain,
                  const std::function<void(std::int64_t begin, std::int64_t end)>& piece);

}  // namespace tw
