#include "runtime/call.h"

#include <cuda_runtime_api.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/grid.h"
#include "core/report.h"
#include "core/settings.h"
#include "runtime/process_end.h"
#include "runtime/stream.h"

namespace emu {
namespace {

struct Failure {
  std::string call;
  cudaError_t error = cudaSuccess;
  Site site;
};

thread_local cudaError_t last_error = cudaSuccess;
cudaError_t sticky = cudaSuccess;
std::uint64_t calls = 0;
int host_functions = 0;
void (*watcher)(const char*) = nullptr;

std::optional<Failure>& untaken();
cudaError_t injected_error(std::string_view name);
void drain(int exit_code);
void report_untaken(int exit_code);

}  // namespace

std::recursive_mutex& api_mutex() {
  static std::recursive_mutex* const own = new std::recursive_mutex;
  return *own;
}

cudaError_t enter_call(const char* name) {
  if (in_kernel()) {
    misuse_and_end("call-in-kernel",
                   std::string(name) + " is called by a kernel: only the host may", here());
  }
  at_process_end(drain);
  at_process_end(report_untaken);
  if (host_functions > 0) return cudaErrorNotPermitted;
  if (watcher != nullptr) watcher(name);
  if (++calls == settings().fail_call) return injected_error(name);
  return sticky;
}

void watch_calls(void (*each)(const char* name)) {
  watcher = each;
}

std::uint64_t calls_made() {
  return calls;
}

cudaError_t leave_call(const char* name, cudaError_t error) {
  if (error == cudaSuccess) return error;
  last_error = error;
  if (error != cudaErrorNotReady && !untaken()) untaken() = Failure{name, error, here()};
  return error;
}

void device_fails(cudaError_t error) {
  if (sticky == cudaSuccess) sticky = error;
}

cudaError_t device_error() {
  return sticky;
}

void forget_errors() {
  sticky = cudaSuccess;
  last_error = cudaSuccess;
  untaken().reset();
}

cudaError_t take_last_error() {
  const cudaError_t taken = peek_last_error();
  last_error = sticky;
  return taken;
}

cudaError_t peek_last_error() {
  untaken().reset();
  return sticky != cudaSuccess ? sticky : last_error;
}

HostFunction::HostFunction() {
  ++host_functions;
}
HostFunction::~HostFunction() {
  --host_functions;
}

void misuse(const std::string& kind, const std::string& message, const Site& site) {
  const SourceLine at = line_of(site);
  report_and_return({.kind = kind, .message = message, .file = at.file, .line = at.line});
}

void misuse_and_end(const std::string& kind, const std::string& message, const Site& site) {
  misuse(kind, message, site);
  std::fflush(nullptr);
  std::_Exit(kFaultExitCode);
}

namespace {

// The first failure that nobody has asked for.  Never destroyed: it is looked at when the
// destructors of the program have run.
std::optional<Failure>& untaken() {
  static auto* const own = new std::optional<Failure>;
  return *own;
}

// Told as a note, so that whoever asked for it knows that there was such a call.
cudaError_t injected_error(std::string_view name) {
  const Site site = here();
  const SourceLine at = line_of(site);
  report_and_return({.kind = "injected-failure",
                     .message = std::string(name) + " fails as EMU_FAIL_CALL asks",
                     .file = at.file,
                     .line = at.line,
                     .severity = Severity::note});
  if (name.find("Malloc") != name.npos || name.find("Alloc") != name.npos)
    return cudaErrorMemoryAllocation;
  return name == "tw::launch" ? cudaErrorLaunchOutOfResources : cudaErrorUnknown;
}

// What nothing waited for is performed at the latest when the process ends.
void drain(int /*exit_code*/) {
  run_until(everything());
}

// A launch that the device could never make, whoever asks for it.
bool is_impossible_launch(const Failure& failure) {
  return failure.call == "tw::launch" &&
         (failure.error == cudaErrorInvalidConfiguration ||
          failure.error == cudaErrorInvalidValue || failure.error == cudaErrorLaunchOutOfResources);
}

void report_untaken(int exit_code) {
  if (!untaken() || exit_code != 0) return;
  misuse(is_impossible_launch(*untaken()) ? "refused-launch" : "unchecked-error",
         untaken()->call + " failed with " + cudaGetErrorName(untaken()->error) +
             " and the program ends as if it had not: check the status, and take a failure that "
             "you handle with cudaGetLastError",
         untaken()->site);
}

}  // namespace
}  // namespace emu
