// Keeps one process of a host running, and starts the next when it fell.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "grader/execute.h"
#include "grader/host.h"

namespace wright {

class Seat {
 public:
  explicit Seat(StartHost start, Deadlines deadlines = {})
      : start_(std::move(start)), deadlines_(deadlines) {}

  // None once the host has fallen too often: one stall or four deaths.
  Result<std::optional<Execution>> run(const Program& program,
                                       const std::vector<std::size_t>& bounds);

  // Ends the process, if any, with bye.
  Result<std::optional<Violation>> leave();

  [[nodiscard]] const Isolation& isolation() const { return isolation_; }

 private:
  Result<std::optional<Violation>> sit();
  void note(const Violation& violation);

  StartHost start_;
  Deadlines deadlines_;
  std::unique_ptr<Host> host_;
  Isolation isolation_;
  int stalls_ = 0;
  int deaths_ = 0;
};

}  // namespace wright
