// How the library throws: one line that starts with the op in brackets.
#pragma once

#include <string>
#include <string_view>

#include "tw/error.h"

namespace tw {

[[noreturn]] inline void fail(std::string_view op, std::string_view text) {
  std::string message = "[";
  message += op;
  message += "] ";
  message += text;
  throw Error(message);
}

}  // namespace tw
