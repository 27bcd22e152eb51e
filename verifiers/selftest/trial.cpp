#include "selftest/trial.h"

#include <atomic>
#include <optional>
#include <thread>

#include "base/text.h"
#include "grader/grade.h"

namespace wright {
namespace {

// Short enough for a host that stalls on purpose, long for a busy machine.
constexpr Deadlines kDeadlines{std::chrono::milliseconds(5000), std::chrono::milliseconds(3000),
                               std::chrono::milliseconds(2000)};

Result<Trial> try_one(const Personality& who, const std::vector<Case>& cases, const StartAs& start,
                      const std::string& seed);

}  // namespace

Result<std::vector<Personality>> personalities_of(const std::string& text) {
  std::vector<Personality> all;
  for (const std::string& line : split(trim(text), '\n')) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.size() != 2 || (words[0] != "cheat" && words[0] != "honest")) {
      return Error{ErrorKind::protocol,
                   "the hollow host lists \"" + escape_for_terminal(line) + "\""};
    }
    all.push_back({words[1], words[0] == "cheat"});
  }
  return all;
}

Result<std::vector<Trial>> try_all(const std::vector<Personality>& personalities,
                                   const std::vector<Case>& cases, const StartAs& start,
                                   const std::string& seed, unsigned workers) {
  std::vector<std::optional<Result<Trial>>> results(personalities.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < personalities.size(); i = next++) {
      results[i].emplace(try_one(personalities[i], cases, start, seed));
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < workers; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  std::vector<Trial> trials;
  for (auto& result : results) trials.push_back(TRY(std::move(*result)));
  return trials;
}

namespace {

Result<Trial> try_one(const Personality& who, const std::vector<Case>& cases, const StartAs& start,
                      const std::string& seed) {
  Grading grading;
  grading.check = "selftest";
  grading.cases = cases;
  grading.candidate = start(who.name);
  grading.oracle = start("oracle");
  grading.seed = seed;
  grading.deadlines = kDeadlines;
  const Grades grades = TRY(grade(grading));
  const CheckReport report = report_of(grading, grades, {});
  Trial trial;
  trial.who = who;
  trial.is_accepted = report.status == CheckStatus::pass;
  if (!report.findings.empty()) {
    trial.rule = report.findings.front().rule;
    trial.message = report.findings.front().message;
  }
  return trial;
}

}  // namespace
}  // namespace wright
