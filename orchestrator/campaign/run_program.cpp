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

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kTokenBytes = 16;
constexpr seconds kStart{60};
constexpr milliseconds kWatchSlice{100};
// For a program to end by itself once no call of it is answered any more.
constexpr seconds kLastWords{30};
constexpr seconds kGoodbye{5};

struct Ran {
  RunReport report;
  std::optional<AcpTalk> talk;  // Of a program that speaks.
};
// What stands between a program and its model.
struct Gate {
  const ProgramPort& port;
  const Secret& token;
  CallBook& book;
  const LentLogin& login;
};
Result<Ran> run_with_gateway(const Command& command, std::optional<AcpClient> client,
                             const Gate& gate, const Clock& clock);
void wait_for_end(Session& session, const CallBook& book, const std::atomic<bool>* stop);
bool has_changed(Hall& hall, const AttemptState& state);
bool holds_login(Hall& hall, const AttemptState& state, const LentLogin& login);
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
  Command command = TRY(program_sandbox(hall, state, *port, line, token));
  std::optional<AcpClient> client;
  if (program.speaks_acp) {
    command.companions_max = kAcpCompanionsMax;
    command.argv = {"/bin/sh", "-c", line};  // Its streams are the protocol's.
    client.emplace(command.directory, TRY(hall.blob(state.opened.brief)));
  }
  CallBook book(hall, attempt);
  const std::filesystem::path home = TRY(workspace_home(hall, state));
  const LentLogin login = TRY(LentLogin::lend(port->logins, home));
  const Gate gate{*port, token, book, login};
  Ran ran = TRY(run_with_gateway(command, std::move(client), gate, hall.clock()));
  ran.report.out = login.cut_from(std::move(ran.report.out));
  ran.report.err = login.cut_from(std::move(ran.report.err));
  ProgramEnd end = end_of(ran, book, has_changed(hall, state), is_set(port->stop));
  if (holds_login(hall, state, login)) end.word = kLoginInFiles;
  const std::string said = ran.talk ? login.cut_from(ran.talk->transcript) : "";
  TRY(record_action(hall, attempt,
                    {ActionKind::program, program.command, outcome_of(end),
                     description_of(program, *port), said + output_of(ran.report),
                     std::max<std::int64_t>(ran.report.wall_ms - book.calls_ms(), 0)}));
  return error_of(end, book);
}

namespace {

Result<Ran> run_with_gateway(const Command& command, std::optional<AcpClient> client,
                             const Gate& gate, const Clock& clock) {
  const std::unique_ptr<Runner> runner = make_local_runner(gate.port.sandbox);
  const std::unique_ptr<Session> session = TRY(runner->start(command));
  const Result<Descriptor> listener = session->take_listener(kStart);
  if (!listener) {
    // The sandbox's own report says it better.
    TRY(session->finish(milliseconds(0)));
    return listener.error();
  }
  std::atomic<bool> over{false};
  Gateway gateway(
      gate.port.settings, gate.token, gate.port.make_transport(&over),
      {[&gate](const CallBound& bound) { return gate.book.before(bound); },
       [&](const Exchange& exchange) { return gate.book.after(gate.login.cut_from(exchange)); },
       [&gate](const std::string& subject, const std::string& why) {
         gate.book.refused(subject, why);
       }});
  std::thread serving([&] { gateway.serve(*listener, over); });
  std::optional<AcpTalk> talk;
  if (client) {
    talk = talk_acp(*session, clock, *std::move(client),
                    [&] { return is_set(gate.port.stop) || gate.book.is_closed(); });
  } else {
    wait_for_end(*session, gate.book, gate.port.stop);
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
    if (session.ends_within(kWatchSlice)) return;
    if (book.is_closed()) left -= kWatchSlice;
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

bool holds_login(Hall& hall, const AttemptState& state, const LentLogin& login) {
  if (login.is_empty()) return false;
  const Result<Patch> patch = collect_patch(hall, state.opened.attempt);
  return patch && login.is_in(*patch);
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
  for (const SharedLogin& login : port.logins) text += "login: shared, ~/" + login.at + "\n";
  return to_utf8(text);
}

}  // namespace
}  // namespace wright
