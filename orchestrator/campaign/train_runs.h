// Programs of a generated tree that train, run whole in the sandbox, timed from outside, and beside
// a peer.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "judge/judge.h"
#include "plan/train_list.h"

namespace wright {

// What one program came to.  Times are in seconds, of the clock on this side.
struct Trained {
  std::string name;
  std::string failed;  // Why it could not be measured; empty when it was.
  double seconds = 0;  // Of the whole run.
  double reached = 0;
  double step = 0;  // Of one step.
  std::string peer = "none";
  double peer_step = 0;       // 0 without one.
  std::string resumes = "-";  // "same bytes", "other bytes".

  bool holds = false;  // It reached what is asked, in time, and goes on with the same bytes.
};

struct TrainRequest {
  std::filesystem::path tree;
  std::filesystem::path list;
  int processors = 0;  // How many a program may run on; 0: all that there are.
};

using OnTrained = std::function<void(const Trained&)>;

// Builds the tree, Release, and runs the programs of the list; peers lie beside that file.  An
// Error when the tree does not build.
Result<std::vector<Trained>> train_tree(const Tools& tools, const TrainRequest& request,
                                        const OnTrained& on_trained);

}  // namespace wright
