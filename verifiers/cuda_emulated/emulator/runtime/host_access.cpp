#include "runtime/host_access.h"

#include <csignal>
#include <cstdint>
#include <string>

#include "check/hooks.h"
#include "core/grid.h"
#include "runtime/call.h"
#include "runtime/site.h"

namespace emu {
namespace {

const char* watched_begin = nullptr;
std::size_t watched_bytes = 0;
struct sigaction segv_before_us;

void on_violation(int signal, siginfo_t* info, void* context);

}  // namespace

bool host_is_kept_out() {
  return !hooks_on();
}

void watch_host(const void* begin, std::size_t bytes) {
  if (!host_is_kept_out()) return;
  watched_begin = static_cast<const char*>(begin);
  watched_bytes = bytes;
  struct sigaction action {};
  action.sa_sigaction = on_violation;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &segv_before_us);
}

namespace {

// The process ends here, so that what a signal's handler may not do is done at
// the worst in vain.
void on_violation(int signal, siginfo_t* info, void* context) {
  const char* const at = static_cast<const char*>(info->si_addr);
  sigaction(SIGSEGV, &segv_before_us, nullptr);
  if (at >= watched_begin && at < watched_begin + watched_bytes && !in_kernel()) {
    misuse_and_end("host-dereference",
                   "the host reads or writes device memory: copy it with cudaMemcpy", here());
  }
  if ((segv_before_us.sa_flags & SA_SIGINFO) != 0 && segv_before_us.sa_sigaction != nullptr) {
    segv_before_us.sa_sigaction(signal, info, context);
  }
  // Without a handler before us the access happens again and ends the process.
}

}  // namespace
}  // namespace emu
