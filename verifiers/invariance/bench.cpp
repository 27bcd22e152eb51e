#include "bench.h"

#include <fmt/format.h>

#include <atomic>
#include <future>

#include "base/text.h"
#include "grader/fill.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

constexpr int kWorkers = 2;
constexpr std::size_t kFindingsPerSetting = 3;
constexpr milliseconds kCasesWall{20000};

std::vector<std::size_t> in_order(std::size_t count);
std::vector<std::size_t> in_another_order(std::size_t count, const std::string& seed);
Result<void> work(Bench& bench, std::atomic<std::size_t>& next);
Result<std::vector<Finding>> vary(const Bench& bench, const Variation& variation);
Finding finding_of(const Question& question, int line, const std::string& rule,
                   const std::string& message);

}  // namespace

Result<void> answer_plainly(Bench& bench) {
  const StartHost start = host_starter(bench.request, bench.host);
  Asking asking;
  asking.order = in_order(bench.questions.size());
  bench.plain = TRY(answers_of(start, bench.questions, asking));
  milliseconds all{0};
  milliseconds longest{0};
  std::size_t bytes = 0;
  std::size_t kept = 0;
  while (kept < bench.questions.size() && all < kCasesWall && bytes < kRepliesBytesMax) {
    bench.asking.bounds.push_back(bytes_of(bench.plain.runs[kept]));
    for (const std::size_t more : bench.asking.bounds.back()) bytes += more;
    all += bench.plain.took[kept];
    longest = std::max(longest, bench.plain.took[kept++]);
  }
  bench.questions.resize(kept);
  bench.asking.deadline = 5 * longest + std::chrono::seconds(10);
  return {};
}
std::vector<Finding> faults_of(const Bench& bench) {
  std::vector<Finding> faults;
  for (std::size_t i = 0; i < bench.questions.size(); ++i) {
    const Execution& run = bench.plain.runs[i];
    if (!run.violation || faults.size() >= kFindingsPerSetting) continue;
    faults.push_back(
        finding_of(bench.questions[i], run.line, "invariance.plain", run.violation->message));
  }
  return faults;
}

Result<void> answer_elsewhere(Bench& bench) {
  bench.found.resize(bench.variations.size());
  std::atomic<std::size_t> next{0};
  std::vector<std::future<Result<void>>> working;
  for (int worker = 0; worker < kWorkers; ++worker) {
    working.push_back(std::async(std::launch::async, work, std::ref(bench), std::ref(next)));
  }
  Result<void> all;
  for (std::future<Result<void>>& one : working) {
    Result<void> end = one.get();
    if (!end) all = std::move(end);
  }
  return all;
}

namespace {

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  return order;
}

// Of two cases, every second shuffle is none.
std::vector<std::size_t> in_another_order(std::size_t count, const std::string& seed) {
  Stream stream(seed + "/invariance/order");
  std::vector<std::size_t> order = shuffled(count, stream);
  if (order == in_order(count)) std::reverse(order.begin(), order.end());
  return order;
}

Result<void> work(Bench& bench, std::atomic<std::size_t>& next) {
  for (;;) {
    const std::size_t i = next++;
    if (i >= bench.variations.size()) return {};
    bench.found[i] = TRY(vary(bench, bench.variations[i]));
  }
}

Result<std::vector<Finding>> vary(const Bench& bench, const Variation& variation) {
  const std::size_t count = bench.questions.size();
  Asking asking = bench.asking;
  asking.order =
      variation.is_shuffled ? in_another_order(count, bench.request.seed) : in_order(count);
  asking.calls_before = variation.calls_before;
  const StartHost start = host_starter(bench.request, bench.host, variation.setting);
  const AnswerSet answered = TRY(answers_of(start, bench.questions, asking));
  std::vector<Finding> findings;
  std::size_t more = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto other = difference(bench.questions[i], bench.plain.runs[i], answered.runs[i]);
    if (!other) continue;
    if (findings.size() >= kFindingsPerSetting) {
      ++more;
      continue;
    }
    findings.push_back(finding_of(bench.questions[i], other->line,
                                  fmt::format("invariance.{}", word_for(variation.dimension)),
                                  fmt::format("differs {}: {}", variation.told, other->message)));
  }
  if (more > 0) findings.back().message += fmt::format("; and {} more cases", more);
  return findings;
}

Finding finding_of(const Question& question, int line, const std::string& rule,
                   const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.held_out = question.held_out;
  finding.message =
      fmt::format("{}:{}: \"{}\" {}", question.one.file, line == 0 ? question.one.line : line,
                  escape_for_terminal(question.one.name), message);
  return finding;
}

}  // namespace
}  // namespace wright
