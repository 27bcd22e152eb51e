// What a host is asked in one process, written down: its standard input.
//
//   1 hello NONCE
//   2 new %0 f32 ...           the requests of docs/host-protocol.md, numbered from 1
//   ...
//   N bye
//
// No request depends on a reply, so a host reads all of it from a file, `host < script > replies`,
// and what it wrote is judged later, elsewhere.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "grader/grade.h"

namespace wright {

struct Request {
  std::string words;    // Without the number.
  std::string payload;  // Of `new`.

  bool operator==(const Request&) const = default;
};

struct Script {
  struct Part {  // The requests of one turn.
    Turn turn;
    std::size_t first = 0;
    std::size_t end = 0;
  };

  std::vector<Request> requests;  // `hello` first, `bye` last.
  std::vector<Part> parts;
  std::string nonce;

  [[nodiscard]] std::string text() const;
};

// One for each process of `grade`, in its order.  Errors (spec): as `lower` has them.
Result<std::vector<Script>> scripts_of(const Grading& grading);

}  // namespace wright
