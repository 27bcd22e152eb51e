#include "runtime/stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/call.h"
#include "runtime/clocks.h"
#include "runtime/handles.h"

namespace emu {
namespace {

struct Streams {
  Handles<CUstream_st> handles;
  std::vector<CUstream_st*> by_index{nullptr};  // Index 0 is the host.
  CUstream_st* legacy = nullptr;
  std::vector<CUstream_st*> free_lanes;
  Clock host{0};
  std::uint64_t launches = 0;
};

Streams& streams();
CUstream_st* add_stream(Streams& all, unsigned flags, int priority, bool blocking);
void note_pending(const Work& work, const Stamp& stamp);
void perform_front(CUstream_st& stream);

}  // namespace

CUstream_st* find_stream(cudaStream_t handle) {
  if (handle == nullptr || handle == cudaStreamLegacy) return streams().legacy;
  return streams().handles.alive(handle) ? handle : nullptr;
}

cudaError_t stream_error(cudaStream_t handle) {
  return handle == cudaStreamPerThread ? cudaErrorNotSupported : cudaErrorInvalidResourceHandle;
}

CUstream_st* create_stream(unsigned flags, int priority) {
  return add_stream(streams(), flags, priority, flags != cudaStreamNonBlocking);
}

CUstream_st* create_lane() {
  Streams& all = streams();
  if (all.free_lanes.empty()) return add_stream(all, cudaStreamNonBlocking, 0, false);
  CUstream_st* const lane = all.free_lanes.back();
  all.free_lanes.pop_back();
  lane->last = {};
  return lane;
}

void give_back_lane(CUstream_st* lane) {
  auto& free = streams().free_lanes;
  if (std::find(free.begin(), free.end(), lane) == free.end()) free.push_back(lane);
}

bool destroy_stream(CUstream_st* stream) {
  if (stream == streams().legacy) return false;
  return streams().handles.destroy(stream);  // What waits in it is still performed.
}

Clock schedule(CUstream_st& stream, Work work, std::uint64_t launch) {
  Streams& all = streams();
  ++all.host[0];
  join(stream.last, all.host);
  for (CUstream_st* other : all.by_index) {
    if (other == nullptr || other == &stream || !other->blocking || !stream.blocking) continue;
    if (&stream == all.legacy || other == all.legacy)
      stream_waits(stream, other->last, other->busy_until_ms);
  }
  const Stamp stamp{stream.index, ++stream.ticks};
  note_pending(work, stamp);
  stream.busy_until_ms += modelled_ms(work);
  stream.waiting.push_back({std::move(work), stamp, stream.last, launch, here()});
  set_tick(stream.last, stamp);
  return stream.last;
}

void stream_waits(CUstream_st& stream, const Clock& clock, double until_ms) {
  join(stream.last, clock);
  stream.busy_until_ms = std::max(stream.busy_until_ms, until_ms);
}

bool is_done(const Clock& clock) {
  const auto waits = [&clock](const CUstream_st* stream) {
    return stream != nullptr && !stream->waiting.empty() &&
           stream->waiting.front().stamp.tick <= tick_of(clock, stream->index);
  };
  const auto& all = streams().by_index;
  return std::none_of(all.begin(), all.end(), waits);
}

void run_until(const Clock& clock) {
  for (std::size_t index = streams().by_index.size(); index-- > 1;) {
    CUstream_st& stream = *streams().by_index[index];
    while (!stream.waiting.empty() && stream.waiting.front().stamp.tick <= tick_of(clock, index)) {
      perform_front(stream);
    }
  }
}

void run_one(const Clock& clock) {
  for (std::size_t index = streams().by_index.size(); index-- > 1;) {
    CUstream_st& stream = *streams().by_index[index];
    if (stream.waiting.empty() || stream.waiting.front().stamp.tick > tick_of(clock, index))
      continue;
    perform_front(stream);
    return;
  }
}

Clock everything() {
  Clock all;
  for (const CUstream_st* stream : streams().by_index) {
    if (stream != nullptr) set_tick(all, {stream->index, stream->ticks});
  }
  return all;
}

void host_waits(const Clock& clock) {
  run_until(clock);
  Streams& all = streams();
  const std::uint64_t now = ++all.host[0];
  join(all.host, clock);
  all.host[0] = std::max(all.host[0], now);
  host_sees(all.host);
}

const Clock& host_clock() {
  return streams().host;
}

Stamp host_stamp() {
  return {0, ++streams().host[0]};
}

std::uint64_t next_launch() {
  return ++streams().launches;
}

void forget_streams() {
  for (CUstream_st* stream : streams().by_index) {
    if (stream == nullptr) continue;
    stream->blocking = false;
    stream->waiting.clear();
    stream->capture.reset();
    streams().handles.destroy(stream);
  }
  streams().legacy = nullptr;  // A new one is made when it is asked for.
}

namespace {

// Never destroyed: work may still be waited for while the process ends.
Streams& streams() {
  static Streams* const own = new Streams;
  if (own->legacy == nullptr) own->legacy = add_stream(*own, cudaStreamDefault, 0, true);
  return *own;
}

CUstream_st* add_stream(Streams& all, unsigned flags, int priority, bool blocking) {
  CUstream_st* const made = all.handles.create();
  made->index = all.by_index.size();
  made->flags = flags;
  made->priority = priority;
  made->blocking = blocking;
  all.by_index.push_back(made);
  return made;
}

// Host memory that a copy will write is not the host's to read until it has waited.
void note_pending(const Work& work, const Stamp& stamp) {
  const auto* const copy = std::get_if<CopyWork>(&work);
  if (copy == nullptr || !copy->to_host) return;
  for (std::size_t row = 0; row < copy->height; ++row) {
    host_pending(static_cast<char*>(copy->to) + row * copy->to_pitch, copy->width, stamp);
  }
}

// Taken out first: what it waits for may lead back to this stream's earlier operations only.
void perform_front(CUstream_st& stream) {
  const Queued operation = std::move(stream.waiting.front());
  stream.waiting.pop_front();
  run_until(operation.seen);
  if (device_error() != cudaSuccess) return;  // A failed device does nothing more.
  const cudaError_t error = perform(operation);
  if (error != cudaSuccess) device_fails(error);
}

}  // namespace
}  // namespace emu
