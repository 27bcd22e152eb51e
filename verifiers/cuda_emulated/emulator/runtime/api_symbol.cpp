// Copies to and from device variables.
#include <cuda_runtime_api.h>

#include <map>
#include <string>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/copy.h"
#include "runtime/stream.h"
#include "runtime/submit.h"
#include "runtime/symbols.h"

namespace emu {
namespace {

std::map<const char*, Symbol>& known() {
  static auto* const own = new std::map<const char*, Symbol>;
  return *own;
}

// The work of a copy between a variable and memory; an error when it does not fit.
cudaError_t symbol_copy(CopyWork& work, const void* symbol, std::size_t offset, bool to_symbol,
                        cudaMemcpyKind kind, const char* call) {
  const auto found = symbol_at(symbol);
  if (!found || found->begin != symbol) return cudaErrorInvalidSymbol;
  if (offset + work.width > found->bytes) {
    misuse("out-of-bounds-copy",
           std::string(call) + ": " + std::to_string(work.width) + " bytes from offset " +
               std::to_string(offset) + " of the variable " + found->name + " of " +
               std::to_string(found->bytes) + " bytes",
           here());
    return cudaErrorInvalidValue;
  }
  char* const at = const_cast<char*>(found->begin) + offset;
  if (to_symbol) {
    work.to = at;
  } else {
    work.from = at;
  }
  return check_copy(work, kind, call);
}

cudaError_t submit_async(CopyWork work, cudaStream_t handle) {
  const CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!is_device(work.from) && !stream->capture) stage(work);
  return submit(handle, std::move(work));
}

}  // namespace

bool note_symbol(const void* begin, std::size_t bytes, const char* name, bool constant) {
  const auto* at = static_cast<const char*>(begin);
  known()[at] = {at, bytes, name, constant};
  return true;
}

std::optional<Symbol> symbol_at(const void* at) {
  auto above = known().upper_bound(static_cast<const char*>(at));
  if (above == known().begin()) return std::nullopt;
  const Symbol& below = std::prev(above)->second;
  return at < below.begin + below.bytes ? std::optional(below) : std::nullopt;
}

}  // namespace emu

cudaError_t cudaMemcpyToSymbol(const void* symbol, const void* src, size_t count, size_t offset,
                               cudaMemcpyKind kind) {
  return emu::call_outside_capture("cudaMemcpyToSymbol", [&] {
    emu::CopyWork work{.from = src, .width = count};
    const cudaError_t error =
        emu::symbol_copy(work, symbol, offset, true, kind, "cudaMemcpyToSymbol");
    return error != cudaSuccess ? error : emu::submit_and_wait(work);
  });
}

cudaError_t cudaMemcpyFromSymbol(void* dst, const void* symbol, size_t count, size_t offset,
                                 cudaMemcpyKind kind) {
  return emu::call_outside_capture("cudaMemcpyFromSymbol", [&] {
    emu::CopyWork work{.to = dst, .width = count};
    const cudaError_t error =
        emu::symbol_copy(work, symbol, offset, false, kind, "cudaMemcpyFromSymbol");
    return error != cudaSuccess ? error : emu::submit_and_wait(work);
  });
}

cudaError_t cudaMemcpyToSymbolAsync(const void* symbol, const void* src, size_t count,
                                    size_t offset, cudaMemcpyKind kind, cudaStream_t stream) {
  return emu::call("cudaMemcpyToSymbolAsync", [&] {
    emu::CopyWork work{.from = src, .width = count};
    const cudaError_t error =
        emu::symbol_copy(work, symbol, offset, true, kind, "cudaMemcpyToSymbolAsync");
    return error != cudaSuccess ? error : emu::submit_async(work, stream);
  });
}

cudaError_t cudaMemcpyFromSymbolAsync(void* dst, const void* symbol, size_t count, size_t offset,
                                      cudaMemcpyKind kind, cudaStream_t stream) {
  return emu::call("cudaMemcpyFromSymbolAsync", [&] {
    emu::CopyWork work{.to = dst, .width = count};
    const cudaError_t error =
        emu::symbol_copy(work, symbol, offset, false, kind, "cudaMemcpyFromSymbolAsync");
    return error != cudaSuccess ? error : emu::submit_async(work, stream);
  });
}

cudaError_t cudaGetSymbolAddress(void** devPtr, const void* symbol) {
  return emu::call("cudaGetSymbolAddress", [&] {
    const auto found = emu::symbol_at(symbol);
    if (devPtr == nullptr) return cudaErrorInvalidValue;
    if (!found) return cudaErrorInvalidSymbol;
    *devPtr = const_cast<char*>(found->begin);
    return cudaSuccess;
  });
}

cudaError_t cudaGetSymbolSize(size_t* size, const void* symbol) {
  return emu::call("cudaGetSymbolSize", [&] {
    const auto found = emu::symbol_at(symbol);
    if (size == nullptr) return cudaErrorInvalidValue;
    if (!found) return cudaErrorInvalidSymbol;
    *size = found->bytes;
    return cudaSuccess;
  });
}
