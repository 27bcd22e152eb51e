// Events: points in the work of streams.
#include <memory>

#include "core/fail.h"
#include "cuda/device.h"
#include "tw/stream.h"

namespace tw {

struct Event::State {
  explicit State(bool with_time) : has_time(with_time) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (event != nullptr) cuda::note(cudaEventDestroy(event), "cudaEventDestroy");
  }

  // An event belongs to the device of the streams that it is recorded in.
  void make_on(Device there) {
    if (event != nullptr && device == there) return;
    cudaEvent_t made = nullptr;
    cuda::check(cudaEventCreateWithFlags(&made, has_time ? cudaEventDefault
                                                         : cudaEventDisableTiming),
                "cudaEventCreateWithFlags");
    if (event != nullptr) cuda::note(cudaEventDestroy(event), "cudaEventDestroy");
    event = made;
    device = there;
    recorded = false;
  }

  bool has_time;
  bool recorded = false;
  Device device;
  cudaEvent_t event = nullptr;
};

Event::Event(bool has_time) : state_(std::make_unique<State>(has_time)) {}
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

void Event::record(const Stream& stream) {
  cuda::select(stream.device());
  state_->make_on(stream.device());
  cuda::check(cudaEventRecord(state_->event, stream.handle()), "cudaEventRecord");
  state_->recorded = true;
}

void Event::make_wait(const Stream& stream) const {
  if (!state_->recorded) return;
  cuda::select(stream.device());
  cuda::check(cudaStreamWaitEvent(stream.handle(), state_->event, 0), "cudaStreamWaitEvent");
}

void Event::synchronize() const {
  cuda::throw_noted();
  if (!state_->recorded) return;
  cuda::check(cudaEventSynchronize(state_->event), "cudaEventSynchronize");
}

bool Event::is_done() const {
  cuda::throw_noted();
  return !state_->recorded || cuda::check_done(cudaEventQuery(state_->event), "cudaEventQuery");
}

float Event::milliseconds_to(const Event& end) const {
  if (!state_->has_time || !end.state_->has_time) fail("event", "made without time");
  if (!state_->recorded || !end.state_->recorded) fail("event", "not recorded");
  synchronize();
  end.synchronize();
  float milliseconds = 0;
  cuda::check(cudaEventElapsedTime(&milliseconds, state_->event, end.state_->event),
              "cudaEventElapsedTime");
  return milliseconds;
}

}  // namespace tw
