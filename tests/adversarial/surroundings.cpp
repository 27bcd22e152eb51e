#include "adversarial/surroundings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "campaign/logs.h"
#include "campaign/verify.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

Landing landing_of(const AttemptId& attempt, const Verification& verification) {
  Landing landing{attempt.value, verification.holds, ""};
  for (const CheckReport& report : verification.now.reports) {
    for (const Finding& finding : report.findings) {
      if (finding.severity == Severity::error && landing.message.empty()) {
        landing.message = finding.rule + ": " + finding.message;
      }
    }
  }
  return landing;
}

}  // namespace

Result<std::vector<Landing>> judge_landings(const Tools& tools,
                                            const std::vector<std::string>& checks) {
  Repo repo = TRY(Repo::open(WRIGHT_SOURCE_DIR));
  std::vector<fs::path> logs;
  for (const auto& entry : fs::directory_iterator(fs::path(WRIGHT_SOURCE_DIR) / "logs/recorded")) {
    if (fs::exists(entry.path() / "events.jsonl")) logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  std::vector<Landing> landings;
  for (const fs::path& log : logs) {
    const Recording recording = TRY(load_recording(log));
    for (const AttemptState& attempt : recording.state.attempts) {
      if (attempt.stage != AttemptStage::landed) continue;
      // A campaign that was never merged has its commits in the repository that ran it.
      if (!repo.read_commit(attempt.landed->commit)) continue;
      VerifyRequest request;
      request.commit = attempt.landed->commit;
      request.only = checks;
      const Verification verification = TRY(verify(repo, request, tools, {}));
      landings.push_back(landing_of(attempt.opened.attempt, verification));
      fmt::print(stderr, "{} {}\n", landings.back().passes ? "ok  " : "BAD ",
                 landings.back().attempt);
    }
  }
  return landings;
}

std::string markdown_of(const std::vector<Landing>& landings,
                        const std::vector<std::string>& checks) {
  const auto alarms = std::count_if(landings.begin(), landings.end(),
                                    [](const Landing& one) { return !one.passes; });
  std::string page = fmt::format(
      "{} landed attempts of all recordings, judged again by {}: {} do "
      "not pass.\n",
      landings.size(), join(checks, ", "), alarms);
  for (const Landing& one : landings) {
    if (!one.passes) {
      page += fmt::format("- {}: {}\n", one.attempt, escape_for_terminal(one.message));
    }
  }
  return page;
}

std::string markdown_of(const std::vector<Attack>& attacks) {
  const auto held =
      std::count_if(attacks.begin(), attacks.end(), [](const Attack& one) { return one.held; });
  std::string page = fmt::format(
      "{} of {} attacks from within are held.\n\n| attack | held | how it ended |\n|---|---|---|\n",
      held, attacks.size());
  for (const Attack& one : attacks) {
    page += fmt::format("| {} | {} | {} |\n", one.name, one.held ? "yes" : "**no**", one.detail);
  }
  return page;
}

}  // namespace wright::adversarial
