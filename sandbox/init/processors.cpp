#include "init/processors.h"

#include <sched.h>

namespace wright {

// The last ones, since what the system has to do itself is mostly done on the first.
bool stay_on(std::uint32_t processors) {
  if (processors == 0) return true;
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof all, &all) != 0) return false;
  cpu_set_t last;
  CPU_ZERO(&last);
  for (int one = CPU_SETSIZE - 1; one >= 0 && processors > 0; --one) {
    if (!CPU_ISSET(one, &all)) continue;
    CPU_SET(one, &last);
    --processors;
  }
  return sched_setaffinity(0, sizeof last, &last) == 0;
}

}  // namespace wright
