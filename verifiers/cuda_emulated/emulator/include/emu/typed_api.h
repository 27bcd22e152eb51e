// The templates of the API that NVIDIA's header keeps for its own compiler.
#pragma once

#include <cuda_runtime_api.h>

#define EMU_CHECKED __attribute__((warn_unused_result)) inline cudaError_t

template <class T>
EMU_CHECKED cudaMemcpyToSymbol(const T& symbol, const void* from, std::size_t count,
                               std::size_t offset = 0,
                               cudaMemcpyKind kind = cudaMemcpyHostToDevice) {
  return ::cudaMemcpyToSymbol(static_cast<const void*>(&symbol), from, count, offset, kind);
}

template <class T>
EMU_CHECKED cudaMemcpyToSymbolAsync(const T& symbol, const void* from, std::size_t count,
                                    std::size_t offset = 0,
                                    cudaMemcpyKind kind = cudaMemcpyHostToDevice,
                                    cudaStream_t stream = nullptr) {
  return ::cudaMemcpyToSymbolAsync(static_cast<const void*>(&symbol), from, count, offset, kind,
                                   stream);
}

template <class T>
EMU_CHECKED cudaMemcpyFromSymbol(void* to, const T& symbol, std::size_t count,
                                 std::size_t offset = 0,
                                 cudaMemcpyKind kind = cudaMemcpyDeviceToHost) {
  return ::cudaMemcpyFromSymbol(to, static_cast<const void*>(&symbol), count, offset, kind);
}

template <class T>
EMU_CHECKED cudaMemcpyFromSymbolAsync(void* to, const T& symbol, std::size_t count,
                                      std::size_t offset = 0,
                                      cudaMemcpyKind kind = cudaMemcpyDeviceToHost,
                                      cudaStream_t stream = nullptr) {
  return ::cudaMemcpyFromSymbolAsync(to, static_cast<const void*>(&symbol), count, offset, kind,
                                     stream);
}

template <class T>
EMU_CHECKED cudaGetSymbolAddress(void** at, const T& symbol) {
  return ::cudaGetSymbolAddress(at, static_cast<const void*>(&symbol));
}

template <class T>
EMU_CHECKED cudaGetSymbolSize(std::size_t* bytes, const T& symbol) {
  return ::cudaGetSymbolSize(bytes, static_cast<const void*>(&symbol));
}

template <class T>
EMU_CHECKED cudaFuncGetAttributes(cudaFuncAttributes* about, T* function) {
  return ::cudaFuncGetAttributes(about, reinterpret_cast<const void*>(function));
}

template <class T>
EMU_CHECKED cudaFuncSetAttribute(T* function, cudaFuncAttribute which, int value) {
  return ::cudaFuncSetAttribute(reinterpret_cast<const void*>(function), which, value);
}

#undef EMU_CHECKED
