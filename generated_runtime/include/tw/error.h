// The one exception of the library.
#pragma once

#include <stdexcept>

namespace tw {

// Thrown for whatever a caller asked wrongly.  The message is one line that starts
// with the op in brackets: "[reshape] sizes [2, 3] do not hold 7 elements".
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tw
