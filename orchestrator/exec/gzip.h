// gzip, by the program of that name.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace wright {

// Without name and time: the same bytes from the same.
Result<std::string> gzipped(const std::string& bytes);

// Errors (usage): not what gzip made, or more than `bytes_max` bytes.
Result<std::string> gunzipped(const std::string& bytes, std::int64_t bytes_max);

}  // namespace wright
