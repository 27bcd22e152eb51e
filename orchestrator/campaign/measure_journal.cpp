#include <algorithm>

#include "base/clock.h"
#include "campaign/measure_times.h"
#include "journal/journal.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<LogSoFar> begin_log(const fs::path& directory);
Result<void> write_lines(LogSoFar& log, const fs::path& directory, int count);

}  // namespace

Result<std::vector<Measurement>> measure_journal(const fs::path& scratch) {
  constexpr int kEvents = 10000;
  constexpr int kRun = 100;
  const fs::path directory = scratch / "log";
  LogSoFar log = TRY(begin_log(directory));
  const auto write_run = [&] { return write_lines(log, directory, kRun); };
  std::vector<double> first = TRY(times_of(write_run, kRounds));
  TRY(write_lines(log, directory, kEvents - 2 - (2 * kRounds * kRun)));
  const std::vector<double> last = TRY(times_of(write_run, kRounds));
  std::sort(first.begin(), first.end());
  std::vector<double> ratios;
  for (const double time : last) ratios.push_back(time / first[first.size() / 2]);
  Measurement line = summed_up("a line after 10,000", std::move(ratios), 1.1,
                               "a hundred at the end over the median hundred of the beginning");
  line.unit = "x";
  const auto read_it = [&]() -> Result<void> {
    const Log whole = TRY(read_log(directory));
    TRY(fold(whole));
    return {};
  };
  return std::vector<Measurement>{
      line, summed_up("status of 10,000 events", TRY(times_of(read_it, 5)), 150,
                      "read, check the chain and fold")};
}

namespace {

Result<LogSoFar> begin_log(const fs::path& directory) {
  SystemClock clock;
  LogSoFar log;
  Journal journal = TRY(Journal::open(directory, clock, log));
  CampaignOpened opened;
  opened.campaign.value = "bench";
  TRY(journal.append(opened));
  AttemptOpened attempt;
  attempt.attempt.value = "bench.task.1";
  TRY(journal.append(attempt));
  return log;
}

// The lines are written as a hall writes them: the journal is opened for each.
Result<void> write_lines(LogSoFar& log, const fs::path& directory, int count) {
  SystemClock clock;
  for (int i = 0; i < count; ++i) {
    ActionTaken action;
    action.attempt = log.state.attempts.at(0).opened.attempt;
    action.index = log.state.attempts.at(0).actions;
    action.subject = "ls -l";
    action.outcome = "exit 0";
    Journal journal = TRY(Journal::open(directory, clock, log));
    TRY(journal.append(action));
  }
  return {};
}

}  // namespace
}  // namespace wright
