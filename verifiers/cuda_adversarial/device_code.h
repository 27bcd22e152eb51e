// Which lines of a kernel file run on the device.
#pragma once

#include <string>
#include <vector>

namespace wright {

// A function of a file, as gcov tells it: from the line of its name to that of its last brace.
struct Span {
  int first = 0;
  int last = 0;
};

// Whether the function that begins at this line is declared __global__ or __device__: the words
// stand between the end of what is before it and its body.
[[nodiscard]] bool is_device_function(const std::vector<std::string>& lines, const Span& span);

}  // namespace wright
