// bench: is the candidate faster than the incumbent?
//
// plan.h: what a task asks for.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "grader/program.h"

namespace wright {

struct Shape {
  std::string name;  // "n=64", "k=3 n=9".
  Case chain;        // One call; the outermost one is timed.

  [[nodiscard]] std::string test() const { return "bench/" + full_name(chain); }
};

struct Plan {
  std::vector<Shape> shapes;
  double ratio_min = 1;
  double seconds = 20;         // Of the whole check.
  bool against_torch = false;  // PyTorch takes the incumbent's place.
  bool from_start = false;     // A process is started for each call, and its start is timed too.
  int processors = 0;          // How many each side may run on; 0: all that there are.
};

// `config` is a JSON object.  Errors (spec) begin with the task and the check.
Result<Plan> plan_of(const std::string& config, const std::string& task);

}  // namespace wright
