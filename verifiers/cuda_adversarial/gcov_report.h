// What gcov says of branches, read as what an untrusted program said.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "cuda_adversarial/device_code.h"

namespace wright {

// Of a branch of one line, in gcov's order: whether it was ever taken, in any instance of a
// template.
using Branches = std::map<std::pair<int, int>, bool>;  // {line, number}.

// By the file, as it was compiled ("/src/src/cuda/sum.cu").  Branches that an exception takes are
// left out, and functions of the host: `is_device` is asked about each.
struct BranchReport {
  std::map<std::string, Branches> files;
  std::size_t functions = 0;  // Of the device, instances of templates each.
};
using IsDevice = std::function<bool(const std::string& file, const Span& span)>;

// Adds the text of `gcov --json-format --stdout`: a JSON object a line.  Error (protocol): it is
// none.
Result<void> add_gcov(std::string_view text, const IsDevice& is_device, BranchReport& report);

}  // namespace wright
