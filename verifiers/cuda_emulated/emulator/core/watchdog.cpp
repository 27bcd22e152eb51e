#include "core/watchdog.h"

#include "core/report.h"
#include "core/settings.h"

namespace emu {

std::uint64_t accesses_left = 0;
std::uint64_t switches_left = 0;

namespace {

std::uint64_t limit = 0;

}  // namespace

void wind_watchdog() {
  limit = settings().spin_limit;
  switches_left = limit;
  accesses_left = limit;
}

void count_switch() {
  accesses_left = limit;
  if (switches_left > 0) --switches_left;
}

void report_spin() {
  Fault fault;
  fault.kind = "spin-wait";
  fault.message = "a thread has made " + std::to_string(limit) +
                  " accesses or waits without an end in sight: it waits for what another thread "
                  "cannot do meanwhile; end the launch and start another one instead";
  report(fault);
}

}  // namespace emu
