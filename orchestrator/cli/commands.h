// cli: arguments and printing; no logic of its own.  A file a command.
//
// Exit codes: 0 done, 1 the work was not good, 2 usage, 3 the world broke,
// 4 budget spent, 130 interrupted.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "judge/judge.h"

namespace CLI {
class App;
}

namespace wright {

constexpr int kExitDone = 0;
constexpr int kExitNotGood = 1;
constexpr int kExitUsage = 2;
constexpr int kExitWorld = 3;
constexpr int kExitBudget = 4;
constexpr int kExitInterrupted = 130;

// What every command may use.
struct Invocation {
  std::string directory = ".";  // -C
  bool json = false;            // --json, on commands that read
  Tools tools;

  // Where a command says what it does, beside its answer.
  [[nodiscard]] std::FILE* talk() const { return json ? stderr : stdout; }
};

// What a command does once its arguments are known: the exit code, or an Error,
// which is printed as one line and gives the exit code of its kind.
using Act = Result<int>();
struct Chosen {
  std::function<Act> act;  // Set by the subcommand that was parsed.
};

int run_command_line(int argc, char** argv);

[[nodiscard]] int exit_code_of(const Error& error);

// Each adds its subcommand; the references live until the program ends.
using AddCommand = void(CLI::App& app, Invocation& invocation, Chosen& chosen);
AddCommand add_run, add_attempt, add_judge, add_status, add_log, add_show, add_diff, add_why,
    add_verify, add_audit, add_adopt, add_record, add_bench, add_bench_memory, add_bench_tiers,
    add_bundle, add_evidence, add_spec, add_spec_plan, add_runtime, add_sandbox, add_doctor;

}  // namespace wright
