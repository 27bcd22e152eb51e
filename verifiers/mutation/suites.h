// The suites of a candidate, run on it and on its mutants.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "builder/test_program.h"
#include "grader/grade.h"
#include "grader/seat.h"
#include "suite.h"
#include "workshop.h"

namespace wright {

// What the candidate does with its data and its deadlines, kept so that a
// mutant differs from it by its change alone.
class Suites {
 public:
  // Runs everything once on the candidate itself.
  static Result<Suites> prepare(const CheckRequest& request);

  // What failed on the candidate: then nothing can be said of a mutant.
  [[nodiscard]] const std::vector<Finding>& faults() const { return faults_; }
  [[nodiscard]] std::set<Suite> there() const;
  [[nodiscard]] const std::string& isolation() const { return isolation_; }

  // Whether the suite goes red: a wrong answer, a failing test, a crash, or
  // five times the candidate's time and two seconds without an end.
  Result<bool> notices(Suite suite, const CheckRequest& request, const MadeMutant& made) const;

 private:
  // A case with its data, and what the oracle answered.
  struct Ready {
    Case one;
    Program program;
    std::vector<Reply> want;
  };
  struct Cases {
    Grading grading;
    std::vector<Ready> ready;
  };

  Result<void> add_cases(const CheckRequest& request, Suite suite);
  Result<void> add_programs(const CheckRequest& request);
  Result<bool> cases_notice(const Cases& cases, const CheckRequest& request,
                            const std::filesystem::path& host) const;

  std::map<Suite, Cases> cases_;
  std::vector<TestProgram> programs_;
  std::vector<Finding> faults_;
  std::string isolation_;
};

}  // namespace wright
