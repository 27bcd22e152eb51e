// A session whose end somebody else hears of.
#pragma once

#include <functional>
#include <memory>

#include "exec/runner.h"

namespace wright {

using OnEnd = std::function<void(const RunReport& report)>;

// Passes everything on, and calls `on_end` with what `finish` returns.
[[nodiscard]] std::unique_ptr<Session> watched(std::unique_ptr<Session> session, OnEnd on_end);

}  // namespace wright
