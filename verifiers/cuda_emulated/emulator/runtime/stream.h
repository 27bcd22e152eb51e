// Streams, lazily: an operation waits in its stream until something waits for it.
//
// An operation's `seen` clock names, for every stream, the tick up to which that
// stream's operations come before it.  So the same clock says to the checker what is
// ordered and to the scheduler what to perform first; and since later streams are
// taken first where the clocks leave a choice, a wait that was forgotten shows.
//
//   schedule()  : host clock + the stream's last clock (+ the legacy stream's rules)
//   stream_waits: joins an event's clock into the stream's
//   host_waits  : performs what a clock names, then the host has seen it
#pragma once

#include <cuda_runtime_api.h>

#include <deque>
#include <memory>

#include "runtime/work.h"

namespace emu {
struct Capture;  // runtime/capture.h
}  // namespace emu

struct CUstream_st {
  std::uint64_t index = 0;  // Its place in clocks.
  unsigned flags = cudaStreamDefault;
  int priority = 0;
  bool blocking = true;  // Ordered with the legacy default stream.
  std::deque<emu::Queued> waiting;
  std::uint64_t ticks = 0;
  emu::Clock last;                        // What is done once all that was enqueued is done.
  double busy_until_ms = 0;               // On the modelled clock.
  std::shared_ptr<emu::Capture> capture;  // Shared by the streams that take part in it.
};

namespace emu {

// The stream that a handle names: null and cudaStreamLegacy are the legacy default one.
// nullptr: not a stream, or the per-thread default stream, which is not modelled.
CUstream_st* find_stream(cudaStream_t handle);
// Why find_stream() found none.
cudaError_t stream_error(cudaStream_t handle);

CUstream_st* create_stream(unsigned flags, int priority);
// A stream of a graph's own, without a handle; ordered by clocks alone.
// A lane that was given back may be another graph's next: only clocks order the two.
CUstream_st* create_lane();
void give_back_lane(CUstream_st* lane);
bool destroy_stream(CUstream_st* stream);

// Enqueues; the result is the clock at which it is done.
Clock schedule(CUstream_st& stream, Work work, std::uint64_t launch = 0);

void stream_waits(CUstream_st& stream, const Clock& clock, double until_ms);

bool is_done(const Clock& clock);
// Performs the operations that the clock names, whatever they wait for first.
void run_until(const Clock& clock);
// Performs one of them: a query makes progress.
void run_one(const Clock& clock);
// The clock of all that was enqueued anywhere.
Clock everything();

// run_until, and from now on the host is ordered behind it.
void host_waits(const Clock& clock);
const Clock& host_clock();
// An operation of the host itself, e.g. an allocation.
Stamp host_stamp();

std::uint64_t next_launch();

// cudaDeviceReset: forgets what waits.
void forget_streams();

}  // namespace emu
