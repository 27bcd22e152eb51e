// A session whose exchanges all end by one moment.
#pragma once

#include <chrono>
#include <memory>

#include "exec/runner.h"

namespace wright {

[[nodiscard]] std::unique_ptr<Session> session_until(std::unique_ptr<Session> session,
                                                     std::chrono::steady_clock::time_point until);

}  // namespace wright
