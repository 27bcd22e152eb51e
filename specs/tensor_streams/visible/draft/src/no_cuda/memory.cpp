// The memory of devices and their streams in a build without CUDA: there are none.
#include <memory>
#include <vector>

#include "core/fail.h"
#include "tw/cuda_memory.h"
#include "tw/stream.h"

namespace tw {
namespace {

[[noreturn]] void fail_without_cuda() {
  fail("cuda", "this build has no CUDA");
}

}  // namespace

CudaMemoryStats cuda_memory_stats(Device) {
  fail_without_cuda();
}

std::vector<CudaBlock> cuda_memory_snapshot(Device) {
  fail_without_cuda();
}

void set_memory_fraction(Device, double) {
  fail_without_cuda();
}

void release_cuda_memory(Device) {
  fail_without_cuda();
}

Tensor pinned(const Tensor&) {
  fail_without_cuda();
}

bool is_pinned(const Tensor&) {
  return false;
}

Stream Stream::from_pool(Device, bool) {
  fail_without_cuda();
}

void Stream::synchronize() const {
  fail_without_cuda();
}

bool Stream::is_done() const {
  fail_without_cuda();
}

Stream current_stream(Device) {
  fail_without_cuda();
}

StreamGuard::StreamGuard(const Stream& stream) : before_(stream) {
  fail_without_cuda();
}

StreamGuard::~StreamGuard() = default;

struct Event::State {};

Event::Event(bool) {
  fail_without_cuda();
}

Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

void Event::record(const Stream&) {
  fail_without_cuda();
}

void Event::make_wait(const Stream&) const {
  fail_without_cuda();
}

void Event::synchronize() const {
  fail_without_cuda();
}

bool Event::is_done() const {
  fail_without_cuda();
}

float Event::milliseconds_to(const Event&) const {
  fail_without_cuda();
}

// On the CPU nothing happens, and there is no tensor elsewhere.
void record_stream(const Tensor&, const Stream&) {}

}  // namespace tw
