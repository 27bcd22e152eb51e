// What every call of the CUDA runtime API passes through.
//
//   enter: refuse what may not be called here, fail when EMU_FAIL_CALL says so,
//          answer with the device's error once a kernel has failed
//   body:  the call itself
//   leave: remember a failure for cudaGetLastError
//
// A failure that the program never takes with cudaGetLastError or
// cudaPeekAtLastError is reported as `unchecked-error`, of a launch that no device could make as
// `refused-launch`, when the program ends with
// exit code 0: a status that was only compared stays the last error of the device,
// and the next launch that is checked would be blamed for it.
#pragma once

#include <driver_types.h>

#include <cstdint>
#include <mutex>
#include <string>

#include "core/user_code.h"
#include "runtime/site.h"

namespace emu {

std::recursive_mutex& api_mutex();

cudaError_t enter_call(const char* name);

// How many calls of the API were entered, of which EMU_FAIL_CALL names one.
std::uint64_t calls_made();

// Told the name of each call that is entered; one at most, and nobody at first.
void watch_calls(void (*each)(const char* name));

cudaError_t leave_call(const char* name, cudaError_t error);

template <class Body>
cudaError_t call(const char* name, Body&& body) {
  const HostInEmulator ours;
  const std::lock_guard lock(api_mutex());
  const cudaError_t refused = enter_call(name);
  return leave_call(name, refused != cudaSuccess ? refused : body());
}

// Like call(), for what a stream that captures does not allow.
cudaError_t refuse_while_capturing();
template <class Body>
cudaError_t call_outside_capture(const char* name, Body&& body) {
  return call(name, [&] {
    const cudaError_t refused = refuse_while_capturing();
    return refused != cudaSuccess ? refused : body();
  });
}

// A kernel failed: every later call answers so, until cudaDeviceReset.
void device_fails(cudaError_t error);
cudaError_t device_error();
void forget_errors();

cudaError_t take_last_error();
cudaError_t peek_last_error();

// While it lives, calls of the API are refused: a host function runs in a stream.
class HostFunction {
 public:
  HostFunction();
  ~HostFunction();
  HostFunction(const HostFunction&) = delete;
  HostFunction& operator=(const HostFunction&) = delete;
};

// Reports a wrong use of the API at the line of the program that made it.
void misuse(const std::string& kind, const std::string& message, const Site& site);
[[noreturn]] void misuse_and_end(const std::string& kind, const std::string& message,
                                 const Site& site);

}  // namespace emu
