#include "new_library/version.h"

namespace new_library {

const char* version() {
  return "0.1.0";
}

}  // namespace new_library
