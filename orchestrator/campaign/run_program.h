// RunProgram, performed: an agent CLI works in the attempt's sandbox and talks to our
// gateway alone.
//
//   start the sandbox -> take its listening socket -> serve the gateway on a thread
//     -> the program ends, or is ended -> no call is in flight any more -> its line
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/hall.h"
#include "model/http_model.h"

namespace wright {

struct ProgramPort {
  std::filesystem::path sandbox;  // The program that isolates it.
  HttpModelSettings settings;     // Of the one model that it reaches, with the key.
  // A transport that breaks off when the flag is set.
  std::function<std::unique_ptr<Transport>(const std::atomic<bool>*)> make_transport;
  std::vector<std::filesystem::path> files;  // Shown at the same path, for reading alone.
  const std::atomic<bool>* stop = nullptr;
};

// Appends a line for each of the program's calls and one for itself.  An Error when the
// world stopped it, or the budget is spent: the attempt is open as before, and the
// program is run again later, on the files that it has left.
Result<void> run_agent_program(Hall& hall, const AttemptId& attempt, const ProgramPort* port,
                               const RunProgram& program);

// The command with its variables filled in.  An unknown name is an Error.
Result<std::string> program_command(const std::string& command, const HttpModelSettings& settings,
                                    const Secret& token);

}  // namespace wright
