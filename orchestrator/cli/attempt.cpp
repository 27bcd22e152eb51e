// tensorwright attempt ...: the workbench.  Somebody outside does the work; all
// that they do goes through here and is the transcript.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/attempts.h"
#include "campaign/hall.h"
#include "campaign/settle.h"
#include "cli/commands.h"
#include "cli/print.h"

namespace wright {
namespace {

constexpr std::size_t kInputBytesMax = 4U << 20U;

// How an agent at the workbench acts; goes into the brief.
constexpr const char* kTools =
    "You act only through these commands, with the id of this attempt in place of ID:\n\n"
    "    tensorwright attempt exec ID -- COMMAND...     runs in the sandbox, in /work\n"
    "    tensorwright attempt exec --stdin ID -- COMMAND...     the same, with what you pipe in\n"
    "    tensorwright attempt read ID PATH              prints a file\n"
    "    tensorwright attempt write ID PATH < FILE      writes stdin to a file\n"
    "    tensorwright attempt note ID TEXT              leaves a note; `lesson: ...` helps later "
    "tasks\n"
    "    tensorwright attempt check ID                  runs the visible checks on the work as it "
    "is\n"
    "    tensorwright attempt submit ID                 hands the work in: judged once\n"
    "    tensorwright attempt abandon ID REASON         gives up\n\n"
    "Each exec starts in /work with an empty /tmp; /work and /build stay as you left them.";

struct AttemptArguments {
  std::string campaign;
  std::string spec;
  std::string task;
  std::string agent = "workbench agent";
  std::string model = "not recorded";
  std::string id;
  std::string path;
  std::string text;
  std::vector<std::string> command;
  bool takes_input = false;
};

// A hall with what it refers to.
struct Opened {
  SystemClock clock;
  std::unique_ptr<Chance> chance;
  Progress progress;
  std::unique_ptr<Hall> hall;
};

Result<std::unique_ptr<Opened>> open_hall(const Invocation& invocation,
                                          const AttemptArguments& given, bool may_create);
CampaignId campaign_of(const std::string& attempt);
Result<std::string> read_input();
Result<int> print_result(const ActionResult& result);
Result<int> open_command(const Invocation& invocation, const AttemptArguments& given);
Result<int> submit_command(const Invocation& invocation, const AttemptArguments& given);
Result<void> end_overtaken(Hall& hall);
Result<int> attempt_list_command(const Invocation& invocation, const AttemptArguments& given);

using Handler = Result<int>(const Invocation&, const AttemptArguments&);

void on_parse(CLI::App* command, Chosen& chosen, const Invocation& invocation,
              const std::shared_ptr<AttemptArguments>& given, Handler* handler) {
  command->callback([&chosen, &invocation, given, handler] {
    chosen.act = [&invocation, given, handler] { return handler(invocation, *given); };
  });
}

// A command that does one thing in an open attempt.
template <class Act>
Result<int> in_attempt(const Invocation& invocation, const AttemptArguments& given, Act act) {
  const std::unique_ptr<Opened> opened = TRY(open_hall(invocation, given, false));
  const FileLock turn = TRY(turn_in_attempt(*opened->hall, AttemptId{given.id}));
  const ActionResult result = TRY(act(*opened->hall, AttemptId{given.id}));
  return print_result(result);
}

// Standard input is read only when asked for: it may be a pipe that nobody closes.
Result<int> exec_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::string input = given.takes_input ? TRY(read_input()) : std::string();
  return in_attempt(invocation, given, [&](Hall& hall, const AttemptId& id) {
    return exec_in(hall, id, given.command, input);
  });
}
Result<int> read_command(const Invocation& invocation, const AttemptArguments& given) {
  return in_attempt(invocation, given,
                    [&](Hall& hall, const AttemptId& id) { return read_in(hall, id, given.path); });
}
Result<int> write_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::string bytes = TRY(read_input());
  return in_attempt(invocation, given, [&](Hall& hall, const AttemptId& id) {
    return write_in(hall, id, given.path, bytes);
  });
}
Result<int> note_command(const Invocation& invocation, const AttemptArguments& given) {
  const int code = TRY(in_attempt(invocation, given, [&](Hall& hall, const AttemptId& id) {
    return note_in(hall, id, given.text);
  }));
  if (code == kExitDone) fmt::print("noted\n");
  return code;
}
Result<int> check_command(const Invocation& invocation, const AttemptArguments& given) {
  return in_attempt(invocation, given,
                    [&](Hall& hall, const AttemptId& id) { return check_in(hall, id); });
}
Result<int> abandon_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::unique_ptr<Opened> opened = TRY(open_hall(invocation, given, false));
  const FileLock turn = TRY(turn_in_attempt(*opened->hall, AttemptId{given.id}));
  TRY(abandon(*opened->hall, AttemptId{given.id}, given.text));
  return kExitDone;
}

}  // namespace

void add_attempt(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<AttemptArguments>();
  CLI::App* attempt = app.add_subcommand("attempt", "Work on a task from outside: the workbench");
  attempt->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, Handler* handler) {
    CLI::App* command = attempt->add_subcommand(name, about);
    on_parse(command, chosen, invocation, given, handler);
    return command;
  };
  CLI::App* open = add("open", "Open the next attempt at a task and print its id", open_command);
  open->add_option("--spec", given->spec, "The spec directory, e.g. specs/first_ops");
  open->add_option("--campaign", given->campaign, "The campaign's name; the spec's by default");
  open->add_option("--task", given->task, "The task's id")->required();
  open->add_option("--agent", given->agent, "Who works, for the record")->capture_default_str();
  open->add_option("--model", given->model, "Which model, for the record")->capture_default_str();
  CLI::App* list = add("list", "The attempts of a campaign", attempt_list_command);
  list->add_option("campaign", given->campaign, "The campaign's name")->required();
  list->add_flag("--json", invocation.json, "As JSON");

  CLI::App* exec =
      add("exec", "Run a command in the attempt's sandbox, for five minutes at most", exec_command);
  CLI::App* read = add("read", "Print a file of the workspace", read_command);
  CLI::App* write = add("write", "Write stdin to a file of the workspace", write_command);
  CLI::App* note = add("note", "Leave a note in the record", note_command);
  CLI::App* check = add("check", "Run the visible checks, as far as the tests", check_command);
  CLI::App* submit =
      add("submit", "Hand the work in: judged, then landed or rejected", submit_command);
  CLI::App* give_up = add("abandon", "End the attempt without a patch", abandon_command);
  for (CLI::App* command : {exec, read, write, note, check, submit, give_up}) {
    command->add_option("id", given->id, "The attempt's id")->required();
  }
  for (CLI::App* command : {check, submit}) {
    command->add_option("--spec", given->spec, "Judge by this spec, mended since the opening");
  }
  exec->add_option("command", given->command, "After --")->required();
  exec->add_flag("--stdin", given->takes_input, "Pass standard input on to the command");
  read->add_option("path", given->path, "Below /work, or absolute")->required();
  write->add_option("path", given->path, "Below /work")->required();
  note->add_option("text", given->text)->required();
  give_up->add_option("reason", given->text)->required();
}

namespace {

Result<std::unique_ptr<Opened>> open_hall(const Invocation& invocation,
                                          const AttemptArguments& given, bool may_create) {
  auto opened = std::make_unique<Opened>();
  opened->chance = make_live_chance(opened->clock);
  HallRequest request;
  request.directory = invocation.directory;
  request.spec = given.spec;
  request.campaign = CampaignId{given.campaign};
  if (!given.id.empty()) request.campaign = campaign_of(given.id);
  request.may_create = may_create;
  if (may_create && request.campaign.empty() && given.spec.empty()) {
    return Error{ErrorKind::usage, "attempt open needs --spec DIR or --campaign NAME"};
  }
  Progress* progress = &opened->progress;
  const auto on_notice = [progress](const Notice& notice) {
    if (notice.kind != Notice::Kind::action) progress->show(notice);
  };
  Hall hall = TRY(Hall::open(request, invocation.tools, opened->clock, *opened->chance, on_notice));
  opened->hall = std::make_unique<Hall>(std::move(hall));
  return opened;
}

CampaignId campaign_of(const std::string& attempt) {
  const std::size_t number = attempt.rfind('.');
  if (number == std::string::npos || number == 0) return CampaignId{attempt};
  const std::size_t task = attempt.rfind('.', number - 1);
  return CampaignId{task == std::string::npos ? attempt : attempt.substr(0, task)};
}

Result<std::string> read_input() {
  std::string bytes(kInputBytesMax + 1, '\0');
  const std::size_t count = std::fread(bytes.data(), 1, bytes.size(), stdin);
  if (count > kInputBytesMax) {
    return Error{ErrorKind::usage, fmt::format("stdin has more than {} bytes", kInputBytesMax)};
  }
  bytes.resize(count);
  return bytes;
}

// The output is the agent's to see; the exit code says how its command ended.
Result<int> print_result(const ActionResult& result) {
  fmt::print("{}", result.output);
  std::fflush(stdout);
  const bool is_good =
      result.outcome == "exit 0" || result.outcome == "ok" || result.outcome == "pass";
  if (!is_good) fmt::print(stderr, "[{}]\n", result.outcome);
  return is_good ? kExitDone : kExitNotGood;
}

Result<int> open_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::unique_ptr<Opened> opened = TRY(open_hall(invocation, given, true));
  const AttemptId id =
      TRY(open_attempt(*opened->hall, {TaskId{given.task}, given.agent, given.model, kTools}));
  const AttemptState* state = find_attempt(opened->hall->state(), id);
  const std::string brief = TRY(opened->hall->blob(state->opened.brief));
  fmt::print("\nattempt: {}\n\n{}\n", id.value, escape_for_terminal(brief));
  return kExitDone;
}

Result<int> submit_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::unique_ptr<Opened> opened = TRY(open_hall(invocation, given, false));
  Hall& hall = *opened->hall;
  const AttemptId id{given.id};
  TRY(task_of(hall, id));
  const FileLock turn = TRY(turn_in_attempt(hall, id));
  if (find_attempt(hall.state(), id)->stage == AttemptStage::open) {
    const Patch patch = TRY(collect_patch(hall, id));
    TRY(submit_patch(hall, id, patch));
  }
  if (find_attempt(hall.state(), id)->stage == AttemptStage::abandoned) {
    TRY(open_state(hall, id));  // Says that it is over.
  }
  const AttemptStage stage = TRY(settle_by_newest_spec(hall, id));
  if (stage == AttemptStage::landed) {
    TRY(end_overtaken(hall));
    TRY(close_campaign(hall));
    return kExitDone;
  }
  const AttemptState* state = find_attempt(hall.state(), id);
  if (state->rejected) {
    const std::string feedback = TRY(hall.blob(state->rejected->feedback));
    fmt::print("\n{}", escape_for_terminal(feedback));
  }
  return kExitNotGood;
}

// What is still open of a task that has landed can land no more.
Result<void> end_overtaken(Hall& hall) {
  const CampaignState state = hall.state();
  for (const AttemptState& attempt : state.attempts) {
    const bool has_landed = std::find(state.landed.begin(), state.landed.end(),
                                      attempt.opened.task) != state.landed.end();
    if (!has_landed || attempt.stage != AttemptStage::open) continue;
    TRY(abandon(hall, attempt.opened.attempt, "another attempt at its task has landed"));
  }
  return {};
}

Result<int> attempt_list_command(const Invocation& invocation, const AttemptArguments& given) {
  const std::unique_ptr<Opened> opened = TRY(open_hall(invocation, given, false));
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const AttemptState& attempt : opened->hall->state().attempts) {
    const std::string reason = attempt.rejected    ? attempt.rejected->reason
                               : attempt.abandoned ? attempt.abandoned->reason
                                                   : "";
    const std::string tail = attempt.landed ? short_id(attempt.landed->commit.value) : reason;
    rows.push_back({attempt.opened.attempt.value, word_of(attempt.stage),
                    std::to_string(attempt.actions), attempt.opened.agent,
                    escape_for_terminal(tail)});
    list.push_back({{"attempt", attempt.opened.attempt.value},
                    {"task", attempt.opened.task.value},
                    {"stage", word_of(attempt.stage)},
                    {"actions", attempt.actions},
                    {"agent", attempt.opened.agent},
                    {"model", attempt.opened.model},
                    {"commit", attempt.landed ? attempt.landed->commit.value : ""},
                    {"reason", reason}});
  }
  if (invocation.json) {
    print_json({{"campaign", given.campaign}, {"attempts", std::move(list)}});
  } else {
    print_table({"attempt", "stage", "actions", "agent", "commit or reason"}, rows);
  }
  return kExitDone;
}

}  // namespace
}  // namespace wright
