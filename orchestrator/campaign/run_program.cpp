#include "campaign/run_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/hash.h"
#include "base/text.h"
#include "campaign/acp_runs.h"
#include "campaign/attempts.h"
#include "campaign/call_book.h"
#include "campaign/call_model.h"
#include "campaign/stop.h"
#include "campaign/talk_acp.h"
#include "campaign/workspace.h"
#include "core/template.h"

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kPort = 7411;  // Any: the sandbox's loopback is its own.
constexpr const char* kHome = "/home/user";
constexpr const char* kBrief = "/task/brief.md";
constexpr int kTokenBytes = 16;
constexpr seconds kWallMax{6 * 3600};  // Where no budget says less.
constexpr seconds kStart{60};
constexpr milliseconds kSlice{100};
// For a program to end by itself once no call of it is answered any more.
constexpr seconds kLastWords{30};
constexpr seconds kGoodbye{5};

std::string base_url(const Dialect& dialect);
Result<Command> sandbox_command(Hall& hall, const AttemptState& state, const ProgramPort& port,
                                const std::string& line, const Secret& token);
struct Ran {
  RunReport report;
  std::optional<AcpTalk> talk;  // Of a program that speaks.
};
Result<Ran> run_with_gateway(const Command& command, std::optional<AcpClient> client,
                             const ProgramPort& port, const Secret& token, const Clock& clock,
                             CallBook& book);
void wait_for_end(Session& session, const CallBook& book, const std::atomic<bool>* stop);
bool has_changed(Hall& hall, const AttemptState& state);
ProgramEnd end_of(const Ran& ran, const CallBook& book, bool has_changed, bool stopped);
Result<void> error_of(const ProgramEnd& end, const CallBook& book);
std::string description_of(const RunProgram& program, const ProgramPort& port);

}  // namespace

Result<void> run_agent_program(Hall& hall, const AttemptId& attempt, const ProgramPort* port,
                               const RunProgram& program) {
  if (port == nullptr) {
    return Error{ErrorKind::usage, "this agent runs a program and no model was named for it"};
  }
  const AttemptState state = TRY(open_state(hall, attempt));
  const Secret token("tw-" + random_hex(kTokenBytes));
  const std::string line = TRY(program_command(program.command, port->settings, token));
  Command command = TRY(sandbox_command(hall, state, *port, line, token));
  std::optional<AcpClient> client;
  if (program.speaks_acp) {
    command.companions_max = kAcpCompanionsMax;
    command.argv = {"/bin/sh", "-c", line};  // Its streams are the protocol's.
    client.emplace(command.directory, TRY(hall.blob(state.opened.brief)));
  }
  CallBook book(hall, attempt);
  const Ran ran =
      TRY(run_with_gateway(command, std::move(client), *port, token, hall.clock(), book));
  const ProgramEnd end = end_of(ran, book, has_changed(hall, state), is_set(port->stop));
  const std::string said = ran.talk ? ran.talk->transcript : "";
  TRY(record_action(hall, attempt,
                    {ActionKind::program, program.command, outcome_of(end),
                     description_of(program, *port), said + output_of(ran.report),
                     std::max<std::int64_t>(ran.report.wall_ms - book.calls_ms(), 0)}));
  return error_of(end, book);
}

Result<std::string> program_command(const std::string& command, const HttpModelSettings& settings,
                                    const Secret& token) {
  const std::map<std::string, std::string> values{{"brief_file", kBrief},
                                                  {"base_url", base_url(settings.dialect)},
                                                  {"model", settings.model},
                                                  {"key", token.reveal()}};
  return render("--agent command", command, values);
}

namespace {

// As the usual variables have it: OpenAI's with the version, Anthropic's without.
std::string base_url(const Dialect& dialect) {
  return fmt::format("http://127.0.0.1:{}{}", kPort, dialect.name == "anthropic" ? "" : "/v1");
}

// Both streams are one, as on a terminal, so that its length is bounded as a whole.
Result<Command> sandbox_command(Hall& hall, const AttemptState& state, const ProgramPort& port,
                                const std::string& line, const Secret& token) {
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
                         {"OPENAI_API_KEY", token.reveal()},
                         {"ANTHROPIC_BASE_URL", root},
                         {"ANTHROPIC_API_KEY", token.reveal()},
                         {"ANTHROPIC_AUTH_TOKEN", token.reveal()}};
  command.loopback_port = kPort;
  command.limits.wall = left.count() > 0 ? std::min<milliseconds>(left, kWallMax) : kWallMax;
  return command;
}

Result<Ran> run_with_gateway(const Command& command, std::optional<AcpClient> client,
                             const ProgramPort& port, const Secret& token, const Clock& clock,
                             CallBook& book) {
  const std::unique_ptr<Runner> runner = make_local_runner(port.sandbox);
  const std::unique_ptr<Session> session = TRY(runner->start(command));
  const Result<Descriptor> listener = session->take_listener(kStart);
  if (!listener) {
    // The sandbox's own report says it better.
    TRY(session->finish(milliseconds(0)));
    return listener.error();
  }
  std::atomic<bool> over{false};
  Gateway gateway(port.settings, token, port.make_transport(&over),
                  {[&book](const CallBound& bound) { return book.before(bound); },
                   [&book](const Exchange& exchange) { return book.after(exchange); },
                   [&book](const std::string& subject, const std::string& why) {
                     book.refused(subject, why);
                   }});
  std::thread serving([&] { gateway.serve(*listener, over); });
  std::optional<AcpTalk> talk;
  if (client) {
    talk = talk_acp(*session, clock, *std::move(client),
                    [&] { return is_set(port.stop) || book.is_closed(); });
  } else {
    wait_for_end(*session, book, port.stop);
  }
  Result<RunReport> report = session->finish(talk ? kGoodbye : milliseconds(0));
  over = true;
  serving.join();
  if (!report) return report.error();
  return Ran{*std::move(report), std::move(talk)};
}

void wait_for_end(Session& session, const CallBook& book, const std::atomic<bool>* stop) {
  milliseconds left = kLastWords;
  while (!is_set(stop) && left.count() > 0) {
    if (session.ends_within(kSlice)) return;
    if (book.is_closed()) left -= kSlice;
  }
}

// Against the attempt's beginning: what it carried along is no change of this program's.
bool has_changed(Hall& hall, const AttemptState& state) {
  const Result<Patch> patch = collect_patch(hall, state.opened.attempt);
  if (!patch) return true;  // Submitting it says what is wrong.
  const AttemptState* before = find_attempt(hall.state(), state.opened.carries);
  const bool is_carried =
      before != nullptr && before->submitted && before->submitted->patch == digest_of(*patch);
  return !patch->entries.empty() && !is_carried;
}

// One that has spoken its last word ends by itself or is ended, which is no limit of its own.
ProgramEnd end_of(const Ran& ran, const CallBook& book, bool has_changed, bool stopped) {
  ProgramEnd end{describe(ran.report.outcome), has_changed};
  const bool is_limit = std::holds_alternative<LimitHit>(ran.report.outcome);
  if (ran.talk && !(is_limit && ran.talk->end == kAcpFailed)) end.word = ran.talk->end;
  const bool was_lost = book.latest() && !is_model_work(book.latest()->outcome);
  if (was_lost && !has_changed) end.word = kServerFailed;
  if (book.refusal()) {
    end.word = book.refusal()->kind == ErrorKind::budget ? kBudgetSpent : kCallRefused;
  }
  if (stopped) end.word = kInterrupted;
  return end;
}

Result<void> error_of(const ProgramEnd& end, const CallBook& book) {
  if (end.word == kInterrupted) {
    return interrupted_error();
  }
  if (book.refusal()) return *book.refusal();
  if (end.word == kServerFailed) return world_error(*book.latest(), kGoOnLater);
  return {};
}

// With the command as it was given, its variables not filled in.
std::string description_of(const RunProgram& program, const ProgramPort& port) {
  std::string text = fmt::format("command: {}\nmodel: {} over {}\n", program.command,
                                 port.settings.model, port.settings.dialect.name);
  for (const std::filesystem::path& file : port.files) text += "reads: " + file.string() + "\n";
  return to_utf8(text);
}

}  // namespace
}  // namespace wright
