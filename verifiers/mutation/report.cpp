#include "report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsMax = 40;

struct Count {
  std::size_t tried = 0;
  std::size_t refused = 0;
  std::size_t equivalent = 0;
  std::size_t viable = 0;
  std::size_t noticed = 0;
  std::map<Suite, std::size_t> by_suite;

  [[nodiscard]] double share(std::size_t noticed_of) const {
    return static_cast<double>(noticed_of) / static_cast<double>(viable);
  }
};

Count count_of(const Plan& plan, const Tried& tried);
bool add_named(const Plan& plan, const Tried& tried, CheckReport& report);
bool is_noticed(const Plan& plan, const std::set<Suite>& by);
std::string summary_of(const Tried& tried, const Count& count);
void add_survivors(const Plan& plan, const Tried& tried, Severity severity, CheckReport& report);
bool is_seen(const Plan& plan, const std::set<Suite>& noticed);
Finding survivor(const Mutant& mutant, const std::string& text, const std::string& rule,
                 Severity severity, const std::string& who);

}  // namespace

CheckReport report_of(const std::string& check, const Plan& plan, const Tried& tried) {
  const Count count = count_of(plan, tried);
  CheckReport report;
  report.check = check;
  report.status = CheckStatus::pass;
  report.summary = summary_of(tried, count);
  report.metrics["mutants"] = {static_cast<double>(count.tried), "1"};
  report.metrics["viable"] = {static_cast<double>(count.viable), "1"};
  report.metrics["equivalent"] = {static_cast<double>(count.equivalent), "1"};
  if (!add_named(plan, tried, report)) report.status = CheckStatus::fail;
  if (count.viable == 0) {
    if (!plan.score_min) return report;
    report.status = CheckStatus::fail;
    report.findings.push_back({"mutation.none", Severity::error, false, "", 0,
                               "no mutant could be judged: nothing is proved"});
    return report;
  }
  report.metrics["score"] = {count.share(count.noticed), "1"};
  for (const Suite suite : tried.suites) {
    const auto found = count.by_suite.find(suite);
    const std::size_t noticed = found == count.by_suite.end() ? 0 : found->second;
    report.metrics["score_" + std::string(word_for(suite))] = {count.share(noticed), "1"};
  }
  const bool is_low = plan.score_min && count.share(count.noticed) < *plan.score_min;
  if (is_low) report.status = CheckStatus::fail;
  add_survivors(plan, tried, is_low ? Severity::error : Severity::note, report);
  return report;
}

namespace {

// Of the drawn ones: the named ones are wanted one by one.
Count count_of(const Plan& plan, const Tried& tried) {
  Count count;
  for (std::size_t i = 0; i < tried.judged.size(); ++i) {
    if (tried.drawn.mutants[i].is_named) continue;
    const JudgedMutant& one = tried.judged[i];
    count.tried += one.fate == Fate::untried ? 0 : 1;
    count.refused += one.fate == Fate::refused ? 1 : 0;
    count.equivalent += one.fate == Fate::equivalent ? 1 : 0;
    count.viable += one.fate == Fate::judged ? 1 : 0;
    count.noticed += is_noticed(plan, one.noticed) ? 1 : 0;
    for (const Suite suite : one.noticed) ++count.by_suite[suite];
  }
  return count;
}

bool is_noticed(const Plan& plan, const std::set<Suite>& by) {
  return std::any_of(by.begin(), by.end(),
                     [&](Suite suite) { return plan.by.empty() || plan.by.count(suite) > 0; });
}

std::string summary_of(const Tried& tried, const Count& count) {
  std::vector<std::string> parts;
  for (const Suite suite : tried.suites) {
    const auto found = count.by_suite.find(suite);
    const std::size_t noticed = found == count.by_suite.end() ? 0 : found->second;
    parts.push_back(fmt::format("{} {}", word_for(suite), noticed));
  }
  return fmt::format(
      "{} of {} mutants noticed ({}); {} of {} possible ones tried: {} equivalent, {} refused by "
      "the build",
      count.noticed, count.viable, parts.empty() ? "no tests" : join(parts, ", "), count.tried,
      tried.drawn.possible, count.equivalent, count.refused);
}

// True: each of them was noticed.
bool add_named(const Plan& plan, const Tried& tried, CheckReport& report) {
  std::size_t named = 0;
  std::size_t noticed = 0;
  for (std::size_t i = 0; i < tried.judged.size(); ++i) {
    const Mutant& mutant = tried.drawn.mutants[i];
    if (!mutant.is_named) continue;
    ++named;
    const JudgedMutant& judged = tried.judged[i];
    const std::string& text = tried.drawn.sources.at(mutant.file);
    if (judged.fate != Fate::judged) {
      report.findings.push_back(survivor(mutant, text, "mutation.none", Severity::error,
                                         "it builds to nothing new, or time ran out: nobody"));
    } else if (is_noticed(plan, judged.noticed)) {
      ++noticed;
    } else {
      report.findings.push_back(survivor(mutant, text, "mutation.survived", Severity::error,
                                         "named by the task, and no test"));
    }
  }
  if (named == 0) return true;
  report.summary = fmt::format("{} of {} named faults noticed; ", noticed, named) + report.summary;
  report.metrics["named"] = {static_cast<double>(named), "1"};
  report.metrics["named_noticed"] = {static_cast<double>(noticed), "1"};
  return noticed == named;
}

// What the tests that an agent sees let pass, it may be told; what the held-out
// ones let pass, it may not.
void add_survivors(const Plan& plan, const Tried& tried, Severity severity, CheckReport& report) {
  const bool has_held_out = tried.suites.count(Suite::held_out) > 0;
  for (std::size_t i = 0; i < tried.judged.size(); ++i) {
    const std::set<Suite>& noticed = tried.judged[i].noticed;
    if (tried.drawn.mutants[i].is_named) continue;
    if (tried.judged[i].fate != Fate::judged || is_seen(plan, noticed)) continue;
    if (report.findings.size() >= kFindingsMax) return;
    const Mutant& mutant = tried.drawn.mutants[i];
    const std::string& text = tried.drawn.sources.at(mutant.file);
    report.findings.push_back(survivor(mutant, text, "mutation.survived", severity,
                                       has_held_out ? "no visible test" : "no test"));
    if (!has_held_out || !noticed.empty()) continue;
    report.findings.push_back(
        survivor(mutant, text, "mutation.survived_all", severity, "no test, held out or not,"));
    report.findings.back().held_out = true;
  }
}

// By what an agent may know of, and what the score counts.
bool is_seen(const Plan& plan, const std::set<Suite>& noticed) {
  std::set<Suite> seen = noticed;
  seen.erase(Suite::held_out);
  return is_noticed(plan, seen);
}

Finding survivor(const Mutant& mutant, const std::string& text, const std::string& rule,
                 Severity severity, const std::string& who) {
  Finding finding;
  finding.rule = rule;
  finding.severity = severity;
  finding.file = escape_for_terminal(mutant.file);
  finding.line = mutant.mutation.line;
  finding.message = fmt::format("{}: {} noticed", told(text, mutant.mutation), who);
  return finding;
}

}  // namespace
}  // namespace wright
