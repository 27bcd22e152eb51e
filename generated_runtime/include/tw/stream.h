// Order of work on a CUDA device.
//
// A stream does one thing after the other; two streams know nothing of each other but what events
// say.  Every thread has a current stream for each device, into which ops put their work.
#pragma once

#include <cstdint>
#include <memory>

#include "tw/device.h"

struct CUstream_st;  // cudaStream_t is CUstream_st*.

namespace tw {

class Tensor;

// Cheap to copy; streams are never destroyed.
class Stream {
 public:
  // The device's default stream.
  explicit Stream(Device device) noexcept : device_(device) {}

  // The next one of the pool: 32 for each device and priority, given out in turn.
  [[nodiscard]] static Stream from_pool(Device device, bool has_high_priority = false);

  [[nodiscard]] Device device() const noexcept { return device_; }
  [[nodiscard]] CUstream_st* handle() const noexcept { return handle_; }
  // Waits on the host until all that was put into it is done.
  void synchronize() const;
  // True when it has nothing left to do.
  [[nodiscard]] bool is_done() const;
  bool operator==(const Stream&) const = default;

 private:
  Device device_;
  CUstream_st* handle_ = nullptr;
};

[[nodiscard]] Stream current_stream(Device device);

class StreamGuard {
 public:
  explicit StreamGuard(const Stream& stream);
  StreamGuard(const StreamGuard&) = delete;
  StreamGuard& operator=(const StreamGuard&) = delete;
  ~StreamGuard();

 private:
  Stream before_;
};

// A point in the work of a stream.
class Event {
 public:
  // With `has_time`, the time between two events can be asked for.
  explicit Event(bool has_time = false);
  Event(Event&& other) noexcept;
  Event& operator=(Event&& other) noexcept;
  ~Event();

  void record(const Stream& stream);
  // What is put into `stream` from now on waits for the point; the host does not.
  void make_wait(const Stream& stream) const;
  void synchronize() const;
  // True when it was never recorded too.
  [[nodiscard]] bool is_done() const;
  // From this point to `end`.  Throws "[event] made without time" and "[event] not recorded".
  [[nodiscard]] float milliseconds_to(const Event& end) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `stream` uses x's memory as well: it is not given to others before what is in the stream now is
// done.  Nothing happens where x lives on the CPU.
void record_stream(const Tensor& x, const Stream& stream);

}  // namespace tw
