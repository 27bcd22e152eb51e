// A step of a live agent, late in a long attempt beside early in it: a command in the sandbox,
// its lines, and all that stands between a model's reply and the next request.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "campaign/attempts.h"
#include "campaign/measure_times.h"
#include "campaign/run_campaign.h"
#include "core/json.h"
#include "model/http_model.h"
#include "model/reply_stream.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int kSteps = 10'000;
constexpr int kFirst = 100;  // Requests are as long as they get by then.
constexpr int kMeasured = 200;
constexpr int kTextBytes = 2000;  // Of each command: the memory's window moves on several times.
constexpr const char* kStepsName = "steps";
constexpr const char* kSpec =
    "---\nspec: steps\ntarget: tree\nchecks: [policy]\n"
    "budget: {attempts_max: 1, agent_minutes: 10080, tokens_max: 0}\n---\n"
    "# Steps\n- [R1] `src/first.h` holds the number one.\n";
constexpr const char* kTask =
    "---\nid: first\ntitle: The first file\nneeds: []\nwrites: [src/first.h]\nclauses: [R1]\n"
    "---\nWrite the file.\n";

// A server that asks for a command each time, and for the run's end after so many.
class Server final : public Transport {
 public:
  Server(int steps, std::atomic<bool>& stop) : steps_(steps), stop_(&stop) {}

  Result<HttpAnswer> send(const HttpRequest& request, const OnBytes& on_bytes) override;
  // Milliseconds from each reply to the next request.
  [[nodiscard]] const std::vector<double>& gaps() const { return gaps_; }

 private:
  int steps_;
  std::atomic<bool>* stop_;
  steady_clock::time_point answered_;
  std::vector<double> gaps_;
};

Result<fs::path> write_steps_spec(const fs::path& scratch);
Result<std::vector<double>> run_steps(Hall& hall, int steps);
Result<void> grow(Hall& hall, int steps);
std::string answer_to(std::size_t number);

}  // namespace

Result<Measurement> measure_steps(const Tools& tools, const fs::path& scratch) {
  const fs::path home = scratch / "steps-repository";
  TRY(make_directories(home));
  TRY(Repo::init(home));
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_scripted_chance(0);
  HallRequest request;
  request.directory = home;
  request.spec = TRY(write_steps_spec(scratch));
  Hall hall = TRY(Hall::open(request, tools, clock, *chance));
  std::vector<double> first = TRY(run_steps(hall, kFirst + kMeasured));
  first.erase(first.begin(), first.begin() + kFirst);
  TRY(grow(hall, kSteps - kFirst - (2 * kMeasured)));
  const std::vector<double> last = TRY(run_steps(hall, kMeasured));
  std::sort(first.begin(), first.end());
  std::vector<double> ratios;
  for (const double time : last) ratios.push_back(time / first[first.size() / 2]);
  Measurement row = summed_up(
      "a step at 10,000", std::move(ratios), 1.1,
      fmt::format("of {:.3g} ms: the median of steps {} to {}, with requests of the same size",
                  first[first.size() / 2], kFirst, kFirst + kMeasured));
  row.unit = "x";
  return row;
}

namespace {

Result<fs::path> write_steps_spec(const fs::path& scratch) {
  const fs::path directory = scratch / kStepsName;
  TRY(make_directories(directory / "tasks"));
  TRY(write_file(directory / "spec.md", kSpec));
  TRY(write_file(directory / "tasks" / "010-first.md", kTask));
  return directory;
}

// The attempt stays open; a later run goes on with it.
Result<std::vector<double>> run_steps(Hall& hall, int steps) {
  std::atomic<bool> stop{false};
  auto server = std::make_unique<Server>(steps, stop);
  const Server& asked = *server;
  HttpModelSettings settings;
  settings.dialect = openai_chat();
  settings.url = "http://127.0.0.1/v1/chat/completions";
  settings.model = "measured";
  const std::unique_ptr<Model> model = make_http_model(std::move(settings), std::move(server));
  constexpr int kNever = 1'000'000;  // The rules count, and stop nothing.
  const std::unique_ptr<Agent> agent = make_tool_loop(Talk::tools, {3, kNever, 4, kNever});
  LoopRequest loop;
  loop.agent = agent.get();
  loop.model = model.get();
  loop.talk = Talk::tools;
  loop.habits.memory = 1;  // Else each request holds all steps.
  loop.agent_name = "measured";
  loop.stop = &stop;
  const Result<LoopEnd> end = run_campaign(hall, loop);
  if (end || end.error().kind != ErrorKind::interrupted) {
    return end ? Error{ErrorKind::protocol, "the measured attempt ended"} : end.error();
  }
  return asked.gaps();
}

Result<HttpAnswer> Server::send(const HttpRequest& /*request*/, const OnBytes& on_bytes) {
  const auto asked = steady_clock::now();
  const bool is_first = answered_ == steady_clock::time_point();
  if (!is_first) {
    gaps_.push_back(std::chrono::duration<double, std::milli>(asked - answered_).count());
  }
  HttpAnswer answer;
  answer.status = 200;
  answer.body = answer_to(gaps_.size());
  (void)on_bytes(answer.body);
  if (static_cast<int>(gaps_.size()) == steps_) *stop_ = true;
  answered_ = steady_clock::now();
  return answer;
}

// What so many steps leave in the journal, without their model and their sandbox.
Result<void> grow(Hall& hall, int steps) {
  const AttemptId attempt = hall.state().attempts.back().opened.attempt;
  const std::string raw = answer_to(0);
  const std::string record = reply_record(fold_reply(openai_chat(), raw));
  for (int step = 0; step < steps; ++step) {
    TRY(record_action(hall, attempt, {ActionKind::model, "turn", "ok", raw, record, 1}));
    TRY(record_action(hall, attempt,
                      {ActionKind::exec, "echo", "exit 0", "", fmt::format("{}\n", step), 1}));
  }
  return {};
}

std::string answer_to(std::size_t number) {
  using nlohmann::json;
  const json arguments{{"command", fmt::format("echo {} # {:x>{}}", number, "", kTextBytes)}};
  const json function{{"name", "bash"}, {"arguments", canonical(arguments)}};
  const json call{{"index", 0}, {"id", fmt::format("call_{}", number)}, {"function", function}};
  const json delta{{"tool_calls", json::array({call})}};
  const auto event = [](const json& choice) {
    return "data: " + canonical(json{{"model", "measured"}, {"choices", json::array({choice})}}) +
           "\n\n";
  };
  return event(json{{"index", 0}, {"delta", delta}}) +
         event(json{{"index", 0}, {"delta", json::object()}, {"finish_reason", "tool_calls"}}) +
         "data: [DONE]\n\n";
}

}  // namespace
}  // namespace wright
