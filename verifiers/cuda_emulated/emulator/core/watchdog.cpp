#include "core/watchdog.h"

#include "core/report.h"
#include "core/settings.h"

namespace emu {

std::uint64_t accesses_left = 0;
std::uint64_t switches_left = 0;

std::uint64_t spin_limit = 0;

void wind_watchdog() {
  spin_limit = settings().spin_limit;
  switches_left = spin_limit;
  accesses_left = spin_limit;
}

void report_spin(const std::string& file, int line) {
  Fault fault;
  fault.kind = "spin-wait";
  fault.message = "a thread has made " + std::to_string(spin_limit) +
                  " accesses or waits without an end in sight: it waits for what another thread "
                  "cannot do meanwhile; end the launch and start another one instead";
  fault.file = file;
  fault.line = line;
  report(fault);
}

}  // namespace emu
