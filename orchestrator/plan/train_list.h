// Programs of a generated tree that train, for `runtime bench --train`:
//
//   programs:
//     - name: transformer
//       arguments: ["--steps", STEPS]   # STEPS stands for a number of steps
//       steps: 300                      # of the whole run
//       short: [20, 60]                 # two runs, whose difference gives the time of a step
//       says: accuracy                  # the last number of the last line with this word ...
//       at_least: 99                    # ... is at least so much
//       seconds_max: 300                # of the whole run
//       resume: {at: 20, save: "--save", load: "--load"}
//       peer: torch_transformer.py
//
// `resume` and `peer` are optional.  A run that is saved and goes on must write the same file as
// one that does not stop.  A peer is a script beside this file that takes the same steps, or exits
// with 77 when it cannot run here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace wright {

struct TrainResume {
  std::int64_t at = 0;
  std::string save;  // The flags before a file name.
  std::string load;

  bool operator==(const TrainResume&) const = default;
};

struct TrainProgram {
  std::string name;
  std::vector<std::string> arguments;
  std::int64_t steps = 0;
  std::int64_t short_steps = 0;
  std::int64_t long_steps = 0;
  std::string says;
  std::int64_t at_least = 0;
  std::int64_t seconds_max = 0;
  std::optional<TrainResume> resume;
  std::string peer;

  bool operator==(const TrainProgram&) const = default;
};

// The Error names the first fault as `file:line: message`.
Result<std::vector<TrainProgram>> load_train_list(const std::filesystem::path& file);

}  // namespace wright
