// Where it is kept which checks have stood their test.
#pragma once

#include <filesystem>

#include "judge/judge.h"

namespace wright {

// Beside the programs that have stood it; where this user may not write there, beside other things
// of the user's that can be made again; empty where there is no such place.
[[nodiscard]] std::filesystem::path selftest_marks(const Tools& tools);

}  // namespace wright
