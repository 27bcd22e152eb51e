#include "tw/version.h"

namespace tw {

std::string_view version() {
  return "0.1.0";
}

}  // namespace tw
