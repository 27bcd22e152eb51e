#include "runtime/copy.h"

#include <cstring>
#include <string>

#include "runtime/allocations.h"
#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/symbols.h"

namespace emu {
namespace {

std::size_t extent(std::size_t pitch, std::size_t width, std::size_t height) {
  return (height - 1) * pitch + width;
}

bool direction_fits(cudaMemcpyKind kind, bool from_device, bool to_device);
const char* side(bool device) {
  return device ? "device" : "host";
}
cudaError_t check_side(const void* begin, std::size_t bytes, const char* call, const char* what);

}  // namespace

cudaError_t check_copy(CopyWork& work, cudaMemcpyKind kind, const char* call) {
  if (work.width == 0 || work.height == 0) return cudaSuccess;
  if (work.to == nullptr || work.from == nullptr) return cudaErrorInvalidValue;
  if (kind < cudaMemcpyHostToHost || kind > cudaMemcpyDefault)
    return cudaErrorInvalidMemcpyDirection;
  if (work.height > 1 && (work.to_pitch < work.width || work.from_pitch < work.width))
    return cudaErrorInvalidPitchValue;
  const bool from_device = is_device(work.from), to_device = is_device(work.to);
  if (!direction_fits(kind, from_device, to_device)) {
    misuse("wrong-direction",
           std::string(call) + ": the direction does not fit a copy from " + side(from_device) +
               " to " + side(to_device) + " memory",
           here());
    return cudaErrorInvalidValue;
  }
  const std::size_t from_extent = extent(work.from_pitch, work.width, work.height);
  const std::size_t to_extent = extent(work.to_pitch, work.width, work.height);
  const cudaError_t from_error = check_side(work.from, from_extent, call, "reads");
  if (from_error != cudaSuccess) return from_error;
  const cudaError_t to_error = check_side(work.to, to_extent, call, "writes");
  if (to_error != cudaSuccess) return to_error;
  const auto* from = static_cast<const char*>(work.from);
  const auto* to = static_cast<const char*>(work.to);
  if (work.height == 1 && from < to + to_extent && to < from + from_extent) {
    misuse("copy-overlap", std::string(call) + ": source and destination overlap", here());
    return cudaErrorInvalidValue;
  }
  work.to_host = !to_device;
  return cudaSuccess;
}

cudaError_t check_fill(const FillWork& work, const char* call) {
  if (work.width == 0 || work.height == 0) return cudaSuccess;
  if (work.height > 1 && work.pitch < work.width * work.element_bytes)
    return cudaErrorInvalidPitchValue;
  if (!is_device(work.to)) {
    if (work.to != nullptr)
      misuse("host-pointer", std::string(call) + " of memory that is not the device's", here());
    return cudaErrorInvalidValue;
  }
  const std::size_t bytes = extent(work.pitch, work.width * work.element_bytes, work.height);
  return check_side(work.to, bytes, call, "writes");
}

void stage(CopyWork& work) {
  auto staged = std::make_shared<std::vector<std::byte>>(work.width * work.height);
  const auto* from = static_cast<const char*>(work.from);
  for (std::size_t row = 0; row < work.height; ++row) {
    std::memcpy(staged->data() + row * work.width, from + row * work.from_pitch, work.width);
  }
  work.staged = std::move(staged);
}

bool is_device(const void* at) {
  return in_arena(at) || symbol_at(at).has_value();
}

namespace {

bool direction_fits(cudaMemcpyKind kind, bool from_device, bool to_device) {
  switch (kind) {
    case cudaMemcpyHostToHost:
      return !from_device && !to_device;
    case cudaMemcpyHostToDevice:
      return !from_device && to_device;
    case cudaMemcpyDeviceToHost:
      return from_device && !to_device;
    case cudaMemcpyDeviceToDevice:
      return from_device && to_device;
    case cudaMemcpyDefault:
      return true;
  }
  return false;
}

cudaError_t check_side(const void* begin, std::size_t bytes, const char* call, const char* what) {
  if (!in_arena(begin)) return cudaSuccess;  // Of the host's memory nothing is known.
  const auto fault = check_range(begin, bytes);
  if (!fault) return cudaSuccess;
  misuse(fault->kind, std::string(call) + " " + what + " " + fault->message, here());
  return cudaErrorInvalidValue;
}

}  // namespace
}  // namespace emu
