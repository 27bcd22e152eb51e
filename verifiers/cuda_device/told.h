// What a report on a device says in its one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"

namespace wright {

// "right values on NVIDIA H100; memcheck, racecheck clean; not run: initcheck, synccheck", or its
// first finding.
[[nodiscard]] std::string told_summary(const CheckReport& report, const std::string& device,
                                       const std::vector<std::string>& ran,
                                       const std::vector<std::string>& missing);

// "nvcc 13.0, V13.0.88" of what `nvcc --version` says; "nvcc of an unknown version".
[[nodiscard]] std::string nvcc_version(std::string_view text);

}  // namespace wright
