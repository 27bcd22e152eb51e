#include <cstring>
#include <type_traits>

#include "core/report.h"
#include "emu/async_copy.h"
#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/launch.h"
#include "runtime/work.h"

namespace emu {
namespace {

struct Performed {
  const Queued& operation;

  cudaError_t operator()(const KernelWork& work) const;
  cudaError_t operator()(const CopyWork& work) const;
  cudaError_t operator()(const FillWork& work) const;
  cudaError_t operator()(const HostWork& work) const;
  cudaError_t operator()(const AllocateWork& work) const;
  cudaError_t operator()(const FreeWork& work) const;
  cudaError_t operator()(const MarkWork& work) const;
};

void fill_row(char* row, const FillWork& work);

const Queued* present = nullptr;
void locate_by_call(Fault& fault);

}  // namespace

cudaError_t perform(const Queued& operation) {
  present = &operation;
  locate_fault = locate_by_call;
  const cudaError_t error = std::visit(Performed{operation}, operation.work);
  present = nullptr;
  return error;
}

double modelled_ms(const Work& work) {
  constexpr double kStart = 0.002;        // Two microseconds for each operation,
  constexpr double kPerThread = 1e-6;     // a nanosecond for a thread of a kernel,
  constexpr double kPerByte = 1e-6 / 16;  // and 16 GB/s for what is copied or filled.
  if (const auto* kernel = std::get_if<KernelWork>(&work)) {
    const dim3 &grid = kernel->shape.grid, &block = kernel->shape.block;
    return kStart + kPerThread * grid.x * grid.y * grid.z * block.x * block.y * block.z;
  }
  if (const auto* copy = std::get_if<CopyWork>(&work)) {
    return kStart + kPerByte * static_cast<double>(copy->width * copy->height);
  }
  if (const auto* fill = std::get_if<FillWork>(&work)) {
    return kStart +
           kPerByte * static_cast<double>(fill->width * fill->element_bytes * fill->height);
  }
  return std::holds_alternative<MarkWork>(work) ? 0 : kStart;
}

namespace {

cudaError_t Performed::operator()(const KernelWork& work) const {
  const ArenaOpen open;
  launch_begins(operation.launch, operation.stamp, operation.seen);
  const cudaError_t error = run_grid(work.shape, *work.kernel, operation.launch);
  launch_ends(operation.launch);
  forget_async_copies();
  return error;
}

cudaError_t Performed::operator()(const CopyWork& work) const {
  const ArenaOpen open;
  const char* from = work.staged ? reinterpret_cast<const char*>(work.staged->data())
                                 : static_cast<const char*>(work.from);
  const std::size_t from_pitch = work.staged ? work.width : work.from_pitch;
  char* to = static_cast<char*>(work.to);
  for (std::size_t row = 0; row < work.height; ++row, from += from_pitch, to += work.to_pitch) {
    copied(to, from, work.width, operation.stamp, operation.seen);
    std::memmove(to, from, work.width);
  }
  return cudaSuccess;
}

cudaError_t Performed::operator()(const FillWork& work) const {
  const ArenaOpen open;
  char* row = static_cast<char*>(work.to);
  for (std::size_t at = 0; at < work.height; ++at, row += work.pitch) {
    filled(row, work.width * work.element_bytes, operation.stamp, operation.seen);
    fill_row(row, work);
  }
  return cudaSuccess;
}

cudaError_t Performed::operator()(const HostWork& work) const {
  const HostFunction running;
  if (work.callback != nullptr) {
    work.callback(work.stream, device_error(), work.data);
  } else {
    work.function(work.data);
  }
  return cudaSuccess;
}

cudaError_t Performed::operator()(const AllocateWork& work) const {
  arena_reopen(work.at, work.bytes);
  allocated(work.at, work.bytes, operation.stamp, operation.seen, false, work.how);
  return cudaSuccess;
}

cudaError_t Performed::operator()(const FreeWork& work) const {
  freed(work.at, operation.stamp, operation.seen);
  arena_close(work.at, work.bytes);
  if (work.give_back) arena_give_back(work.at);
  return cudaSuccess;
}

cudaError_t Performed::operator()(const MarkWork& /*work*/) const {
  return cudaSuccess;
}

void locate_by_call(Fault& fault) {
  if (present == nullptr) return;
  const auto* const kernel = std::get_if<KernelWork>(&present->work);
  if (kernel != nullptr && fault.kernel.empty()) fault.kernel = name_of(kernel->function);
  if (!fault.file.empty()) return;
  const SourceLine line = line_of(present->site);
  fault.file = line.file;
  fault.line = line.line;
}

void fill_row(char* row, const FillWork& work) {
  if (work.element_bytes == 1) {
    std::memset(row, static_cast<int>(work.value), work.width);
    return;
  }
  for (std::size_t at = 0; at < work.width; ++at) {
    std::memcpy(row + at * work.element_bytes, &work.value, work.element_bytes);
  }
}

}  // namespace
}  // namespace emu
