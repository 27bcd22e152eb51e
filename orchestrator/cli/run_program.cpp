// `run` with an agent CLI: command:COMMAND, and the model that --via names.
#include <fmt/format.h>

#include <memory>

#include "base/files.h"
#include "base/text.h"
#include "campaign/run_campaign.h"
#include "cli/run_kinds.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<ProgramPort> port_of(const Invocation& invocation, const RunArguments& given);
Result<std::vector<fs::path>> files_of(const Invocation& invocation, const RunArguments& given);
Result<void> check_shows_nothing_secret(const fs::path& shown, const fs::path& root,
                                        const RunArguments& given);
bool is_within(const fs::path& inner, const fs::path& outer);
void say_what_runs(const Invocation& invocation, const ProgramPort& port, const std::string& kind,
                   const std::string& command);

}  // namespace

bool is_agent_cli(const std::string& kind) {
  return kind == "command" || kind == "acp";
}

Result<int> run_command_agent(const Invocation& invocation, const RunArguments& given,
                              const std::string& kind, const std::string& command) {
  if (trim(command).empty()) {
    return Error{ErrorKind::usage, fmt::format("{0} needs a command: --agent '{0}:COMMAND'", kind)};
  }
  const ProgramPort port = TRY(port_of(invocation, given));
  TRY(program_command(command, port.settings, Secret()));
  const std::unique_ptr<Agent> agent = make_program_agent(command, kind == "acp");
  LoopRequest loop;
  loop.agent = agent.get();
  loop.program = &port;
  loop.tools = TRY(read_file(invocation.tools.share / "prompts" / "tools_program.md"));
  loop.agent_name = kind + (port.logins.empty() ? "" : ", login shared");
  loop.model_name = port.settings.model;
  loop.served = ask_served(port.settings.url, port.settings.model);
  say_what_runs(invocation, port, kind, command);
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_live_chance(clock);
  return run_loop(invocation, given, clock, *chance, loop);
}

Result<KindAndDetail> via_of(const RunArguments& given) {
  KindAndDetail via = split_kind(given.via);
  if (is_live_model(via.kind) && !via.detail.empty()) return via;
  return Error{ErrorKind::usage,
               "an agent CLI needs --via with the one model that it reaches: anthropic:MODEL, "
               "openai:MODEL or openai-responses:MODEL"};
}

Result<void> check_share_login(const RunArguments& given, const std::string& kind) {
  if (given.share_login.empty()) return {};
  if (!is_agent_cli(kind)) {
    return Error{ErrorKind::usage,
                 fmt::format("--share-login is for agent CLIs (acp:COMMAND, command:COMMAND), and "
                             "{} has no home to put it in",
                             escape_for_terminal(kind))};
  }
  if (given.key_file.empty() && !given.no_key) return {};
  return Error{ErrorKind::usage,
               "--share-login stands in the place of a key: leave out --key-file and --no-key"};
}

namespace {

Result<ProgramPort> port_of(const Invocation& invocation, const RunArguments& given) {
  const auto [kind, model] = TRY(via_of(given));
  ProgramPort port;
  port.files = TRY(files_of(invocation, given));
  for (const std::string& login : given.share_login) {
    port.logins.push_back(TRY(shared_login_at(login)));
  }
  port.settings = TRY(live_settings(invocation, given, kind, model));
  port.make_transport = make_curl_transport;
  port.stop = &interrupted();
  port.sandbox = invocation.tools.sandbox;
  return port;
}

Result<std::vector<fs::path>> files_of(const Invocation& invocation, const RunArguments& given) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  std::vector<fs::path> files;
  for (const std::string& directory : given.agent_files) {
    std::error_code fault;
    const fs::path shown = fs::canonical(directory, fault);
    if (fault) return Error{ErrorKind::usage, directory + ": cannot be read"};
    TRY(check_shows_nothing_secret(shown, fs::weakly_canonical(repo.root()), given));
    files.push_back(shown);
  }
  return files;
}

// Held-out tests lie in the spec, in the log and in the history.
Result<void> check_shows_nothing_secret(const fs::path& shown, const fs::path& root,
                                        const RunArguments& given) {
  std::vector<fs::path> secrets{root / "logs", root / ".git"};
  if (!given.spec.empty()) secrets.push_back(fs::weakly_canonical(given.spec));
  if (!given.key_file.empty()) secrets.push_back(fs::weakly_canonical(given.key_file));
  for (const fs::path& secret : secrets) {
    if (!is_within(secret, shown) && !is_within(shown, secret)) continue;
    return Error{
        ErrorKind::usage,
        fmt::format("--agent-files {} would show the agent {}: name a smaller directory",
                    escape_for_terminal(shown.string()), escape_for_terminal(secret.string()))};
  }
  return {};
}

bool is_within(const fs::path& inner, const fs::path& outer) {
  const std::string relative = inner.lexically_relative(outer).string();
  return !relative.empty() && relative.rfind("..", 0) != 0;
}

void say_what_runs(const Invocation& invocation, const ProgramPort& port, const std::string& kind,
                   const std::string& command) {
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("agent: {}, model {} over {}", kind,
                                                      escape_for_terminal(port.settings.model),
                                                      port.settings.dialect.name)));
  fmt::print("{}\n", tinted(Tint::faint, fmt::format("in the sandbox, with no network but our "
                                                     "gateway: {}",
                                                     escape_for_terminal(command))));
  for (const SharedLogin& login : port.logins) {
    fmt::print("{}\n", tinted(Tint::faint, fmt::format("a copy of {} is lent to it for each run",
                                                       escape_for_terminal(login.from.string()))));
  }
  say_what_leaves(invocation, port.settings, kConversation);
}

}  // namespace
}  // namespace wright
