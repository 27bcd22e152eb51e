#pragma once

#include <cstdlib>

inline int first() {
  return std::system("true");
}
