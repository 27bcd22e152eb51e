// What an agent CLI is given: the command with its variables, a home, a brief, and one way out.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/hall.h"
#include "campaign/shared_login.h"
#include "exec/runner.h"
#include "model/http_model.h"

namespace wright {

struct ProgramPort {
  std::filesystem::path sandbox;  // The program that isolates it.
  HttpModelSettings settings;     // Of the one model that it reaches, with the key.
  // A transport that breaks off when the flag is set.
  std::function<std::unique_ptr<Transport>(const std::atomic<bool>*)> make_transport;
  std::vector<std::filesystem::path> files;  // Shown at the same path, for reading alone.
  std::vector<SharedLogin> logins;           // Lent for each run.
  const std::atomic<bool>* stop = nullptr;
};

// The command with its variables filled in.  An unknown name is an Error.
Result<std::string> program_command(const std::string& command, const HttpModelSettings& settings,
                                    const Secret& token);

// The sandbox in which `line` is run: the attempt's workspace, and the gateway's address and
// `token` where CLIs look for an API and its key.
Result<Command> program_sandbox(Hall& hall, const AttemptState& state, const ProgramPort& port,
                                const std::string& line, const Secret& token);

}  // namespace wright
