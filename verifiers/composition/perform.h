// A piece of work in a host that has been started.
#pragma once

#include <chrono>
#include <optional>

#include "base/result.h"
#include "composition/plan.h"
#include "composition/tally.h"
#include "grader/host.h"

namespace wright {

// The work of a run may take as long as a whole training.
constexpr std::chrono::milliseconds kWorkTime{120000};

// Greets it and sends what the call needs.
Result<Reply> prepare(Host& host, const Work& work);

// The call, as often as the work says, and the reading of its end, so that nothing is left for
// later.
Result<Reply> perform(Host& host, const Work& work);

// Why a reply that is no value leaves nothing to count.
[[nodiscard]] std::optional<Uncounted> stumble_of(const Reply& reply);

}  // namespace wright
