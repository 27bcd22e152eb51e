// tensorwright status: where the campaigns stand.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/find.h"
#include "cli/money.h"
#include "cli/print.h"
#include "cli/status_models.h"

namespace wright {
namespace {

struct StatusArguments {
  std::string campaign;
};

// What is told about a task: the stage of its latest attempt.
struct TaskRow {
  std::string task;
  std::string title;
  std::string stage;  // "landed", "ready", "waits", or the stage of its latest attempt.
  int attempts = 0;
  int attempts_max = 0;
  std::string commit;
  Spending spending;
};

Result<int> status_command(const Invocation& invocation, const StatusArguments& given);
Result<int> print_all(const Invocation& invocation);
Result<int> print_one(const Invocation& invocation, const std::string& campaign);
std::vector<TaskRow> rows_of(const Spec& spec, const CampaignState& state);
nlohmann::json json_of(const std::vector<TaskRow>& rows);
const char* state_word(const CampaignState& state);

}  // namespace

void add_status(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<StatusArguments>();
  CLI::App* command =
      app.add_subcommand("status", "Where the campaigns stand, or one by its tasks");
  command->add_option("campaign", given->campaign, "The campaign's name");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, status_command));
}

namespace {

Result<int> status_command(const Invocation& invocation, const StatusArguments& given) {
  return given.campaign.empty() ? print_all(invocation) : print_one(invocation, given.campaign);
}

// A log that cannot be read is a row with the reason, and the exit code says so.
Result<int> print_all(const Invocation& invocation) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  bool all_read = true;
  for (const auto& directory : all_logs(repo.root())) {
    const std::string kind = directory.parent_path().filename() == "recorded" ? "recorded" : "run";
    const Result<Recording> recording = load_recording(directory);
    if (!recording) {
      all_read = false;
      const std::string name = directory.filename().string();
      rows.push_back({name, kind, "unreadable", "", "", "", recording.error().message});
      list.push_back({{"campaign", name}, {"kind", kind}, {"error", recording.error().message}});
      continue;
    }
    const CampaignState& state = recording->state;
    const std::string last = date_text(recording->log.events.back().time_ms);
    rows.push_back({state.opened.campaign.value, kind, state_word(state),
                    std::to_string(state.landed.size()), std::to_string(state.attempts.size()),
                    std::to_string(state.events), last});
    list.push_back({{"campaign", state.opened.campaign.value},
                    {"kind", kind},
                    {"state", state_word(state)},
                    {"landed", state.landed.size()},
                    {"attempts", state.attempts.size()},
                    {"events", state.events},
                    {"last_event", last}});
  }
  if (invocation.json) {
    print_json({{"campaigns", std::move(list)}});
  } else if (rows.empty()) {
    fmt::print("no campaign yet: `tensorwright run` replays the recorded one\n");
  } else {
    print_table({"campaign", "log", "state", "landed", "attempts", "events", "last event"}, rows);
  }
  return all_read ? kExitDone : kExitWorld;
}

Result<int> print_one(const Invocation& invocation, const std::string& campaign) {
  const Recording recording = TRY(find_log(invocation, campaign));
  const CampaignState& state = recording.state;
  const Spec spec = TRY(pinned_spec(invocation, recording));
  const std::vector<TaskRow> tasks = rows_of(spec, state);
  if (invocation.json) {
    print_json(
        {{"campaign", state.opened.campaign.value},
         {"state", state_word(state)},
         {"spec", state.opened.spec},
         {"target", state.opened.target},
         {"tip", state.tip.value},
         {"log", recording.directory.string()},
         {"events", state.events},
         {"habits", {{"memory", state.habits.memory}, {"self_talk", state.habits.self_talk}}},
         {"served", served_json(state)},
         {"money", money_json(state)},
         {"tasks", json_of(tasks)}});
    return kExitDone;
  }
  fmt::print("{}: {}, {} of {} tasks landed, tip {}, {} events\n", state.opened.campaign.value,
             state_word(state), state.landed.size(), tasks.size(), short_id(state.tip.value),
             state.events);
  for (const std::string& line : model_lines(state)) fmt::print("{}\n", line);
  fmt::print("\n");
  const bool is_paid = state.ledger.committed().calls > 0;
  std::vector<std::vector<std::string>> rows;
  for (const TaskRow& row : tasks) {
    rows.push_back({row.task, row.stage, fmt::format("{} of {}", row.attempts, row.attempts_max),
                    short_id(row.commit)});
    if (is_paid) rows.back().push_back(money_of(row.spending));
    rows.back().push_back(row.title);
  }
  std::vector<std::string> head{"task", "stage", "attempts", "commit", "title"};
  if (is_paid) head.insert(head.end() - 1, "money");
  print_table(head, rows);
  if (!is_paid) return kExitDone;
  fmt::print("\n");
  for (const std::string& line : money_lines(state)) fmt::print("{}\n", line);
  return kExitDone;
}

std::vector<TaskRow> rows_of(const Spec& spec, const CampaignState& state) {
  const std::vector<TaskId> ready = next_ready(spec, state.landed);
  std::vector<TaskRow> rows;
  for (const Task& task : spec.tasks) {
    const bool is_ready = std::find(ready.begin(), ready.end(), task.id) != ready.end();
    TaskRow row{
        task.id.value, task.title, is_ready ? "ready" : "waits", 0, task.budget.attempts_max, ""};
    row.spending = committed_by_task(state, task.id);
    for (const AttemptState& attempt : state.attempts) {
      if (attempt.opened.task != task.id) continue;
      ++row.attempts;
      row.stage = word_of(attempt.stage);
      if (attempt.landed) row.commit = attempt.landed->commit.value;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

nlohmann::json json_of(const std::vector<TaskRow>& rows) {
  nlohmann::json list = nlohmann::json::array();
  for (const TaskRow& row : rows) {
    list.push_back({{"task", row.task},
                    {"title", row.title},
                    {"stage", row.stage},
                    {"attempts", row.attempts},
                    {"attempts_max", row.attempts_max},
                    {"commit", row.commit}});
  }
  return list;
}

const char* state_word(const CampaignState& state) {
  return state.closed ? "finished" : "open";
}

}  // namespace
}  // namespace wright
