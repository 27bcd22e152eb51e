// Where it is kept which checks have stood their test.
#pragma once

#include <filesystem>

namespace wright {

// Beside other things of this user's that can be made again; empty where there is no such place.
[[nodiscard]] std::filesystem::path selftest_marks();

}  // namespace wright
