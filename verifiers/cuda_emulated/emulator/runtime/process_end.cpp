#include "runtime/process_end.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "core/report.h"

namespace emu {
namespace {

constexpr std::size_t kLooksMax = 8;
std::array<void (*)(int), kLooksMax> looks{};
std::size_t looks_count = 0;

void end_process(int exit_code, void* /*unused*/) {
  for (std::size_t at = 0; at < looks_count; ++at) looks[at](exit_code);
  if (faults_reported() == 0) return;
  std::fflush(nullptr);
  std::_Exit(kFaultExitCode);
}

// Before every constructor of the program, so that it runs after every destructor.
__attribute__((constructor(101))) void arrange_end() {
  if (on_exit(end_process, nullptr) != 0) std::abort();
}

}  // namespace

void at_process_end(void (*look)(int exit_code)) {
  const auto end = looks.begin() + looks_count;
  if (std::find(looks.begin(), end, look) != end) return;
  if (looks_count == kLooksMax) std::abort();
  looks[looks_count++] = look;
}

}  // namespace emu
