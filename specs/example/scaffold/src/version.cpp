#include "tiny/tiny.h"

namespace tiny {

std::string_view version() {
  return "0.1.0";
}

}  // namespace tiny
