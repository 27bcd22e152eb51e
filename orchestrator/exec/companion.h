// Other commands in the sandbox of a session; see Session::accompany.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exec/outcome.h"

namespace wright {

// Another command in the sandbox of a session, under the same rules; the limits count for
// all of them together.  It sees the very files of the first, as they are: two sandboxes
// over one Overlay would not see each other's changes.
struct CompanionCommand {
  std::vector<std::string> argv;
  std::string directory = "/tmp";
  std::map<std::string, std::string> environment;  // Added to the session's.
  std::string input;                               // On stdin.

  bool operator==(const CompanionCommand&) const = default;
};

// Never waits.  Ends with its session at the latest, and must not be used after that;
// destroying it kills it.
class Companion {
 public:
  virtual ~Companion() = default;

  // What it has written since, on both its streams, in their order; at most a block.
  virtual std::string read_some() = 0;

  // Once it has ended; its process group is gone then, and the rest can be read.
  virtual std::optional<RunOutcome> outcome() = 0;

  virtual void kill() = 0;
};

}  // namespace wright
