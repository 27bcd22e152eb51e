#pragma once

namespace new_library {

// "0.1.0".
const char* version();

}  // namespace new_library
