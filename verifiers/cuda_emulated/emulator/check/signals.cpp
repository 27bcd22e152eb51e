#include "check/signals.h"

#include <signal.h>
#include <ucontext.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "check/asan.h"
#include "check/program.h"
#include "core/block.h"
#include "core/fiber.h"
#include "core/report.h"

namespace emu {
namespace {

constexpr std::array<int, 4> kSignals{SIGSEGV, SIGBUS, SIGILL, SIGFPE};
constexpr std::size_t kHandlerStackBytes = 512 * 1024;  // Lines are looked up on it.
std::array<struct sigaction, 4> before_us;

void on_signal(int signal, siginfo_t* info, void* context);
Fault describe(int signal, const siginfo_t& info);
const void* program_counter(const void* context);

}  // namespace

void watch_signals() {
  static const bool once = [] {
    watch_asan();
    stack_t stack{};
    stack.ss_size = kHandlerStackBytes;
    stack.ss_sp = std::malloc(stack.ss_size);
    if (stack.ss_sp == nullptr || sigaltstack(&stack, nullptr) != 0) return false;
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (std::size_t at = 0; at < kSignals.size(); ++at)
      sigaction(kSignals[at], &action, &before_us[at]);
    return true;
  }();
  static_cast<void>(once);
}

namespace {

// Traps of the host go to whoever listened before; what a kernel does ends here.
void on_signal(int signal, siginfo_t* info, void* context) {
  for (std::size_t at = 0; at < kSignals.size(); ++at)
    sigaction(kSignals[at], &before_us[at], nullptr);
  const bool in_launch = running.kernel != nullptr;
  if (!in_launch && signal != SIGILL) return;  // It happens again, without us.
  Fault fault = describe(signal, *info);
  const char* const pc = static_cast<const char*>(program_counter(context));
  const SourceLine line = line_of_site(site_of(pc + 1));
  fault.file = line.file;
  fault.line = line.line;
  if (in_launch)
    fault.second = Access{
        "stop", line.file, line.line, current_place.thread, current_place.block, running.launch};
  report_and_return(fault);
  std::fflush(nullptr);
  std::_Exit(kFaultExitCode);
}

Fault describe(int signal, const siginfo_t& info) {
  Fault fault;
  if (signal == SIGILL || signal == SIGFPE) {
    fault.kind = "undefined-behaviour";
    fault.message = signal == SIGFPE
                        ? "an integer is divided by zero"
                        : "UndefinedBehaviorSanitizer stops the program here: an index "
                          "out of its array, an overflow, a misaligned access";
  } else if (stack_part(info.si_addr) == StackPart::guard) {
    fault.kind = "stack-overflow";
    fault.message = "a CUDA thread needs more than " + std::to_string(kStackBytes) +
                    " bytes of stack: its recursion or local arrays are too deep";
  } else {
    fault.kind = "crash";
    fault.message =
        "the kernel touches an address where nothing is, or a vector that is not "
        "aligned to its size";
  }
  return fault;
}

const void* program_counter(const void* context) {
  const mcontext_t& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return reinterpret_cast<const void*>(machine.gregs[REG_RIP]);
#else
  return reinterpret_cast<const void*>(machine.pc);
#endif
}

}  // namespace
}  // namespace emu
