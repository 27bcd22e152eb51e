// How the processes of a host ended.  A tool that watches one exits with its own code where it
// found a fault, also when the candidate took away what it wrote about it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/check.h"
#include "grader/grade.h"

namespace wright {

class Endings {
 public:
  explicit Endings(std::string where);

  // The same grading; each process that the grader asks to leave is noted.
  [[nodiscard]] Grading watch(Grading grading) const;

  // One for all that did not exit with 0: `<check>.ended`.
  [[nodiscard]] std::vector<Finding> findings(const std::string& check) const;

 private:
  struct Seen {
    std::mutex mutex;
    std::vector<std::string> bad;
  };

  std::string where_;
  std::shared_ptr<Seen> seen_;
};

}  // namespace wright
