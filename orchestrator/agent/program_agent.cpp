#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent/agent.h"

namespace wright {
namespace {

constexpr std::string_view kNoChange = ", no change";

bool is_to_be_run_again(const ProgramEnd& end);

//   RunProgram -> (the world stopped it) -> RunProgram
//              -> Submit
//              -> GiveUp, when it changed nothing, or left what no patch may hold
class ProgramAgent final : public Agent {
 public:
  explicit ProgramAgent(RunProgram program) : program_(std::move(program)) {}

  [[nodiscard]] Action next(const History& history) const override {
    const auto last =
        std::find_if(history.steps().rbegin(), history.steps().rend(),
                     [](const AgentStep& step) { return step.kind == ActionKind::program; });
    if (last == history.steps().rend()) return program_;
    const ProgramEnd end = program_end_of(last->outcome);
    if (is_to_be_run_again(end)) return program_;
    if (end.word == kLoginInFiles) {
      return GiveUp{"login_in_files: a changed file holds a word of the login that was shared"};
    }
    const AgentStep& latest = history.steps().back();
    if (latest.outcome == "refused") return GiveUp{latest.output};
    if (end.has_changed) return Submit{};
    return GiveUp{
        fmt::format("no_change: the program ended ({}) and had changed nothing", end.word)};
  }

 private:
  RunProgram program_;
};

bool is_to_be_run_again(const ProgramEnd& end) {
  constexpr std::array kWords{kBudgetSpent, kInterrupted, kServerFailed, kCallRefused};
  return std::find(kWords.begin(), kWords.end(), end.word) != kWords.end();
}

}  // namespace

std::string outcome_of(const ProgramEnd& end) {
  return end.has_changed ? end.word : end.word + std::string(kNoChange);
}

ProgramEnd program_end_of(const std::string& outcome) {
  const std::size_t size = outcome.size() - std::min(outcome.size(), kNoChange.size());
  if (outcome.substr(size) != kNoChange) return {outcome, true};
  return {outcome.substr(0, size), false};
}

std::unique_ptr<Agent> make_program_agent(std::string command, bool speaks_acp) {
  return std::make_unique<ProgramAgent>(RunProgram{std::move(command), speaks_acp});
}

}  // namespace wright
