#include "agent/acp_terminal_run.h"

#include "agent/acp_message.h"
#include "base/text.h"

namespace wright {
namespace {

using acp::member;
using acp::text_for_program;
using nlohmann::json;

Result<std::vector<std::string>> argv_from(const json& params);

}  // namespace

Result<AcpRun> terminal_run(const json& params) {
  AcpRun run;
  run.argv = TRY(argv_from(params));
  run.directory = "/work";
  if (!member(params, "cwd").is_null()) run.directory = TRY(text_for_program(params, "cwd"));
  if (run.directory.empty() || run.directory.front() != '/') {
    return Error{ErrorKind::protocol, "\"cwd\" must be an absolute path"};
  }
  const json variables = member(params, "env");
  if (!variables.is_null() && !variables.is_array()) {
    return Error{ErrorKind::protocol, "\"env\" must be an array"};
  }
  for (const json& variable : variables) {
    const std::string name = TRY(text_for_program(variable, "name"));
    if (name.empty() || name.find('=') != std::string::npos) {
      return Error{ErrorKind::protocol, "a name in \"env\" is empty or holds '='"};
    }
    run.environment[name] = TRY(text_for_program(variable, "value"));
  }
  return run;
}

namespace {

// Without arguments it is a line for the shell, as agents send it.
Result<std::vector<std::string>> argv_from(const json& params) {
  const std::string command = TRY(text_for_program(params, "command"));
  if (trim(command).empty()) return Error{ErrorKind::protocol, "\"command\" is empty"};
  const json arguments = member(params, "args");
  if (!arguments.is_null() && !arguments.is_array()) {
    return Error{ErrorKind::protocol, "\"args\" must be an array of texts"};
  }
  if (arguments.empty()) return std::vector<std::string>{"/bin/sh", "-c", command};
  std::vector<std::string> argv{command};
  for (const json& argument : arguments) {
    argv.push_back(TRY(text_for_program({{"args", argument}}, "args")));
  }
  return argv;
}

}  // namespace
}  // namespace wright
