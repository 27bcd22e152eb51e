#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <map>

#include "base/text.h"
#include "cli/money.h"
#include "cli/print.h"
#include "cli/run.h"

namespace wright {
namespace {

constexpr const char* kCheat = "examples/cheats/lookup";  // In our own repository.

void print_landings(const CampaignState& state);
void print_rejections(const CampaignState& state, bool is_replay);
void print_ids(const ReplayReport& report);
void print_tuning(const RunSummary& summary);
void print_lines_to_paste(const CampaignState& state, const std::string& landed_file);

}  // namespace

void print_self_test(const SelfTest& test, std::int64_t milliseconds) {
  const auto right = [](const std::vector<SelfTest::Planted>& all) {
    std::size_t count = 0;
    for (const auto& one : all) count += one.as_it_should ? 1U : 0U;
    return count;
  };
  fmt::print("{}  {} of {} planted cheats rejected, {} of {} honest ones accepted ({})\n",
             tinted(test.holds() ? Tint::good : Tint::bad, "judge    "), right(test.cheats),
             test.cheats.size(), right(test.honest), test.honest.size(),
             seconds_text(milliseconds));
  for (const auto& one : test.cheats) {
    if (!one.as_it_should) fmt::print("  {} {} was accepted\n", one.check, one.name);
  }
  for (const auto& one : test.honest) {
    if (!one.as_it_should) fmt::print("  {} {} was rejected: {}\n", one.check, one.name, one.rule);
  }
}

void print_last_screen(const CampaignState& state, const RunSummary& summary) {
  fmt::print("\n{}\n", tinted(Tint::strong, fmt::format("Campaign {} on branch campaign/{}",
                                                        state.opened.campaign.value,
                                                        state.opened.campaign.value)));
  print_landings(state);
  print_rejections(state, summary.replay.has_value());
  if (summary.replay) print_ids(*summary.replay);
  print_tuning(summary);
  const char* head = "money";
  for (const std::string& line : money_lines(state)) {
    fmt::print("  {:<12} {}\n", head, line);
    head = "";
  }
  fmt::print("  time         {}\n", seconds_text(summary.wall_ms));
  print_lines_to_paste(state, summary.landed_file);
}

void print_timing(const CampaignState& state, const RunSummary& summary) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const double own = static_cast<double>(summary.wall_ms - summary.checks_ms);
  const double share = summary.wall_ms > 0 ? 100.0 * own / static_cast<double>(summary.wall_ms) : 0;
  fmt::print(
      "\ntiming: {} in all; checks {}; the harness itself {} ({:.2f}%), peak {} MB; {} events\n",
      seconds_text(summary.wall_ms), seconds_text(summary.checks_ms),
      seconds_text(static_cast<std::int64_t>(own)), share, usage.ru_maxrss / 1024, state.events);
}

namespace {

void print_landings(const CampaignState& state) {
  std::map<std::string, int> by_author;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.landed) {
      ++by_author[fmt::format("{}, model {}", attempt.opened.agent, attempt.opened.model)];
    }
  }
  for (const auto& [author, count] : by_author) {
    fmt::print("  landed       {} by {}\n", count, escape_for_terminal(author));
  }
}

// A replay repeats what was given up, and says itself what it left out.
void print_rejections(const CampaignState& state, bool is_replay) {
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.rejected) {
      fmt::print("  rejected     {} by {}\n", attempt.opened.attempt.value,
                 attempt.rejected->reason);
    }
    if (attempt.abandoned && !is_replay) {
      fmt::print("  given up     {}: {}\n", attempt.opened.attempt.value,
                 escape_for_terminal(attempt.abandoned->reason));
    }
  }
}

void print_ids(const ReplayReport& report) {
  if (report.disputed) {
    fmt::print("  {}     {}: recorded as {}, now {}\n               {}\n",
               tinted(Tint::bad, "disputed"), report.disputed->attempt.value,
               report.disputed->recorded, report.disputed->now,
               escape_for_terminal(report.disputed->detail));
    return;
  }
  fmt::print("  commit ids   {}\n",
             report.same_ids ? tinted(Tint::good, "equal to the recorded ones, every one")
                             : tinted(Tint::bad, "not equal to the recorded ones"));
  if (report.is_part) {
    fmt::print("  a part       {} {}, as asked; `run` without --landings goes on\n", report.landed,
               report.landed == 1 ? "landing" : "landings");
  }
  if (report.skipped > 0) {
    fmt::print("  not again    {} rejected {}; --all-attempts judges {} as well\n", report.skipped,
               report.skipped == 1 ? "attempt" : "attempts", report.skipped == 1 ? "it" : "them");
  }
  if (report.carried > 0) {
    fmt::print("  carried      {} checks, not re-proved here\n", report.carried);
  }
  for (const std::string& slower : report.slower) {
    fmt::print("  slower here  {}\n", escape_for_terminal(slower));
  }
  if (report.drifted > 0) {
    fmt::print("  drift        {} briefs would read otherwise with today's prompts\n",
               report.drifted);
  }
}

void print_tuning(const RunSummary& summary) {
  if (!summary.tuning) return;
  const TuneReport& tuning = *summary.tuning;
  if (tuning.task.empty()) {
    fmt::print("  tuner        the spec has no tunable task\n");
    return;
  }
  fmt::print("  tuner        tuned {} of {} tried ({} combinations of {}), on campaign/{}\n",
             tuning.landed, tuning.tried, tuning.combinations, tuning.task.value,
             summary.tuner_campaign);
  if (tuning.best_ratio > 0) {
    fmt::print("               best {} at {:.2f} times the landed speed\n", tuning.best,
               tuning.best_ratio);
  }
}

// A rejection to look at, a line to ask about, a cheat to try.
void print_lines_to_paste(const CampaignState& state, const std::string& landed_file) {
  AttemptId rejected;
  AttemptId landed;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.rejected) rejected = attempt.opened.attempt;
    if (attempt.landed) landed = attempt.opened.attempt;
  }
  if (rejected.empty() && landed.empty()) return;
  fmt::print("\nTo look closer:\n");
  fmt::print("  ./tensorwright show {}\n", rejected.empty() ? landed.value : rejected.value);
  if (!landed_file.empty()) {
    fmt::print("  ./tensorwright why {}:1 --rev campaign/{}\n", escape_for_terminal(landed_file),
               state.opened.campaign.value);
  }
  if (std::filesystem::exists(kCheat)) {
    fmt::print("  ./tensorwright judge --spec specs/example --task sum --patch {}\n", kCheat);
  }
}

}  // namespace
}  // namespace wright
