// One process of a host with the counters in it.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "base/result.h"
#include "composition/counter/page.h"
#include "composition/plan.h"
#include "composition/tally.h"

namespace wright {

struct Counted {
  std::variant<CountPage, Uncounted> result;  // Of the call and the reading of its end alone.
  Isolation isolation;
};

// Starts it, has the work done, reads its end so that nothing is left for later, and lets it go.
Result<Counted> run_counted(const CheckRequest& request, const std::filesystem::path& host,
                            const Work& work);

}  // namespace wright
