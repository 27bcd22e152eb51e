// What a host wrote to a script, believed no further than a host that runs here is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exec/outcome.h"
#include "grader/grade.h"
#include "script.h"

namespace wright {

struct Replies {
  struct One {
    std::string line;  // Without the number.
    std::string payload;

    bool operator==(const One&) const = default;
  };

  std::vector<One> all;  // One for each request, from the first; fewer where the host ended.
  std::string fault;     // Why there are no more; empty: there is one for each.
};

// Reads as far as the bytes are replies with the numbers 1, 2, ...; never fails.
[[nodiscard]] Replies read_replies(std::string_view bytes, std::size_t requests);

// The other machine's word about one process.
struct Told {
  Script script;
  Replies replies;
  RunOutcome outcome;  // How the host ended there.
};

// A grading whose candidate is what was told, in the place of a host: each request is answered by
// what the host wrote to the same request of the same turn.  One that it did not get to is as if
// the host had died there.
[[nodiscard]] Grading graded_from(Grading grading, std::vector<Told> told);

}  // namespace wright
