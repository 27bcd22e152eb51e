// Signals: what a kernel does is a fault with its line, what the host does is not ours.
#include <signal.h>
#include <sys/mman.h>

#include <cstdlib>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

using testing::ExitedWithCode;

constexpr int kListened = 9;

__global__ void set(int* at, int value) {
  *at = value;
}
#if defined(__x86_64__)  // AArch64 divides by zero without a trap.
__global__ void divide(int* at, int by) {
  *at = 7 / by;
}
#endif

class CrashDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  static int* on_fresh_device() {
    int* at = nullptr;
    if (cudaMalloc(&at, 16) != cudaSuccess) std::_Exit(1);
    return at;
  }
  template <class Kernel, class... A>
  static void run(Kernel* kernel, A... arguments) {
    if (tw::launch(kernel, {{1}, {1}}, arguments...) != cudaSuccess) std::_Exit(1);
    if (cudaDeviceSynchronize() != cudaSuccess) std::_Exit(1);
  }
  static void run_into_null() { run(set, nullptr, 1); }
  static void listen_plainly(int /*signal*/) { std::_Exit(kListened); }
  static void listen(int /*signal*/, siginfo_t* info, void* /*context*/) {
    std::_Exit(info->si_addr == nullptr ? kListened : 1);
  }
  // The host touches what is not the device's, behind a kernel.
  static void crash_host(struct sigaction action, void* at = nullptr) {
    sigaction(SIGSEGV, &action, nullptr);
    run(set, on_fresh_device(), 1);
    static int* volatile nowhere = nullptr;
    nowhere = static_cast<int*>(at);
    *nowhere = 1;
  }
  static void crash_listening_plainly() {
    struct sigaction action {};
    action.sa_handler = listen_plainly;
    crash_host(action);
  }
  static void crash_above() {
    struct sigaction action {};
    action.sa_handler = listen_plainly;
    crash_host(action, mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  }
  static void follow_device_pointer() {
    int* const volatile at = on_fresh_device();
    *at = 1;
  }
#if defined(__x86_64__)  // Elsewhere it is another signal.
  static void trap() {
    on_fresh_device();
    __builtin_trap();
  }
#endif
  static void crash_listening() {
    struct sigaction action {};
    action.sa_sigaction = listen;
    action.sa_flags = SA_SIGINFO;
    crash_host(action);
  }
};

TEST_F(CrashDeathTest, AKernelThatFollowsANullPointerCrashes) {
  EXPECT_EXIT(run_into_null(), ExitedWithCode(kFaultExitCode),
              "crash: the kernel touches an address where nothing is");
}

#if defined(__x86_64__)
TEST_F(CrashDeathTest, AKernelThatDividesByZeroIsStopped) {
  EXPECT_EXIT(run(divide, on_fresh_device(), 0), ExitedWithCode(kFaultExitCode),
              "undefined-behaviour: an integer is divided by zero");
}
#endif

TEST_F(CrashDeathTest, AHostThatFollowsADevicePointerIsStopped) {
  EXPECT_EXIT(follow_device_pointer(), ExitedWithCode(kFaultExitCode), "host-dereference");
}

#if defined(__x86_64__)
TEST_F(CrashDeathTest, ATrapOfTheHostIsUndefinedBehaviourToo) {
  EXPECT_EXIT(trap(), ExitedWithCode(kFaultExitCode), "undefined-behaviour");
}
#endif

TEST_F(CrashDeathTest, ACrashOfTheHostGoesToWhoListenedBefore) {
  EXPECT_EXIT(crash_listening(), ExitedWithCode(kListened), "");
  EXPECT_EXIT(crash_listening_plainly(), ExitedWithCode(kListened), "");
  EXPECT_EXIT(crash_above(), ExitedWithCode(kListened), "");
}

}  // namespace
}  // namespace emu::test
