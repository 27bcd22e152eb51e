// Cases on a candidate's host, judged.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/cases.h"
#include "grader/execute.h"
#include "grader/host.h"

namespace wright {

// One run of one program: in which of the two processes, with which round's data.
struct Turn {
  int process = 0;
  std::size_t index = 0;  // Of the case.
  int round = 0;

  bool operator==(const Turn&) const = default;
};

struct Grading {
  std::string check;               // Rules are `<check>.value`, tests `<check>/<task>/<case>`.
  std::vector<std::string> tasks;  // Whose tests may not vanish.
  std::vector<Case> cases;
  StartHost candidate;
  StartHost oracle;  // Empty: there is none.
  std::string seed;
  int rounds = 2;         // Each round draws its data anew.
  bool held_out = false;  // For the findings.
  Deadlines deadlines;
  std::function<void(const Turn&)> before;  // Told of each turn; may be empty.
};

// What `grade` runs, in its order: each round in one process, then once more in a fresh one with
// the cases shuffled.
[[nodiscard]] std::vector<Turn> turns_of(const Grading& grading);
// With the data of this turn.
Result<Program> program_of(const Grading& grading, const Turn& turn);

struct Graded {
  std::string name;  // Of the test.
  bool passed = false;
  std::vector<Finding> findings;
};

struct Grades {
  std::vector<Graded> cases;  // In the order given.
  Isolation isolation;
};

// Each case runs in every round in the given order in one process, then once
// more in a fresh process with the cases shuffled; it passes when all runs do.
// An Error is a fault of the spec, of the oracle or of the sandbox.
Result<Grades> grade(const Grading& grading);

// What one run of a program on the candidate's host shows.  `oracle_answers` is
// empty where the program needs none.
[[nodiscard]] std::vector<Finding> judge_execution(const Grading& grading, const Case& one,
                                                   const Program& program,
                                                   const Execution& execution,
                                                   const std::vector<Reply>& oracle_answers);

// Fills in status, findings, tests and summary.  Names in `expected` that
// belong to this check and to one of its tasks, and that no case bears, are findings.
CheckReport report_of(const Grading& grading, const Grades& grades,
                      const std::vector<std::string>& expected);

}  // namespace wright
