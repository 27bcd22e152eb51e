#include "campaign/program_sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "campaign/spend.h"
#include "campaign/workspace.h"
#include "core/template.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

constexpr int kPort = 7411;  // Any: the sandbox's loopback is its own.
constexpr const char* kHome = "/home/user";
constexpr const char* kBrief = "/task/brief.md";
constexpr std::chrono::hours kWallMax{6};  // Where no budget says less.

std::string base_url(const Dialect& dialect);

}  // namespace

Result<std::string> program_command(const std::string& command, const HttpModelSettings& settings,
                                    const Secret& token) {
  const std::map<std::string, std::string> values{{"brief_file", kBrief},
                                                  {"base_url", base_url(settings.dialect)},
                                                  {"model", settings.model},
                                                  {"key", token.reveal()}};
  return render("--agent command", command, values);
}

// Both streams are one, as on a terminal, so that its length is bounded as a whole.
Result<Command> program_sandbox(Hall& hall, const AttemptState& state, const ProgramPort& port,
                                const std::string& line, const Secret& token) {
  leave_workspace(hall);
  const milliseconds left = TRY(time_left(hall, state.opened.attempt));
  Command command = TRY(workspace_command(hall, state));
  command.argv = {"/bin/sh", "-c", fmt::format("exec <{} >&2\n{}", kBrief, line)};
  command.mounts.push_back({TRY(workspace_home(hall, state)), kHome, true});
  for (const std::filesystem::path& file : port.files) {
    command.mounts.push_back({file, file.string(), false});
  }
  const std::string root = fmt::format("http://127.0.0.1:{}", kPort);
  command.environment = {{"HOME", kHome},
                         {"OPENAI_BASE_URL", root + "/v1"},
                         {"OPENAI_API_BASE", root + "/v1"},
                         {"ANTHROPIC_BASE_URL", root}};
  for (const char* name : {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"}) {
    // A key would be taken before a login.
    if (port.logins.empty()) command.environment[name] = token.reveal();
  }
  command.loopback_port = kPort;
  command.limits.wall = left.count() > 0 ? std::min<milliseconds>(left, kWallMax) : kWallMax;
  return command;
}

namespace {

// As the usual variables have it: OpenAI's with the version, Anthropic's without.
std::string base_url(const Dialect& dialect) {
  return fmt::format("http://127.0.0.1:{}{}", kPort, dialect.name == "anthropic" ? "" : "/v1");
}

}  // namespace
}  // namespace wright
