// The functions of a source that run on the device, read from its text.
#pragma once

#include <string>
#include <vector>

#include "cpp/frozen.h"

namespace wright {

struct DeviceFunction {
  std::string name;  // Without namespaces; of a lambda empty.
  bool is_kernel = false;
  int line = 0;
  std::size_t begin = 0;  // Its body among the tokens, from `{` up to and without `}`.
  std::size_t end = 0;    // The same as `begin`: it is only declared.
};

// `variables` gets the token of each `__device__` that makes a variable.
[[nodiscard]] std::vector<DeviceFunction> device_functions(const PlainCode& code,
                                                           std::vector<std::size_t>& variables);

}  // namespace wright
