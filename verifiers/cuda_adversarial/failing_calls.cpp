#include "cuda_adversarial/failing_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "builder/diagnostics.h"

namespace wright {
namespace {

constexpr const char* kInjected = "cuda_emulated.injected";

struct Failing {
  std::string program;
  std::uint64_t call = 0;
};

std::vector<Failing> failing_of(const std::vector<Called>& programs, int failures);
std::vector<std::uint64_t> spread(std::uint64_t calls, int count);
bool ends_with(const std::string& text, std::string_view end);
bool may_be_made_good(const std::string& message);

}  // namespace

Result<void> try_failing_calls(const Field& field, const std::vector<Called>& programs,
                               CheckReport& report) {
  if (field.asked.failures == 0) return {};
  const std::vector<Failing> failing = failing_of(programs, field.asked.failures);
  std::vector<Try> tries;
  for (const Failing& one : failing) {
    tries.push_back({kFailingTier, {{"EMU_FAIL_CALL", std::to_string(one.call)}}, one.program, {}});
  }
  const std::vector<EmulatedOutcome> outcomes = TRY(run_tries(field, tries));
  double reached = 0;
  for (std::size_t i = 0; i < failing.size(); ++i) {
    const std::vector<Finding>& found = outcomes[i].report.findings;
    const std::string where = fmt::format("{}, call {}", failing[i].program, failing[i].call);
    for (Finding& fault : faults_of_failure(found, where)) {
      report.findings.push_back(std::move(fault));
    }
    const bool is_reached = std::any_of(found.begin(), found.end(),
                                        [](const Finding& one) { return one.rule == kInjected; });
    reached += is_reached ? 1 : 0;
  }
  report.metrics["failures"] = {reached, "calls"};
  if (reached == 0) {
    report.findings.push_back(located("cuda_adversarial.none", "", 0,
                                      "no test and no call makes a call of the runtime API"));
  }
  return {};
}

std::vector<Finding> faults_of_failure(const std::vector<Finding>& found,
                                       const std::string& where) {
  std::vector<Finding> faults;
  const auto injected = std::find_if(found.begin(), found.end(),
                                     [](const Finding& one) { return one.rule == kInjected; });
  if (injected == found.end()) return faults;
  const auto add = [&](const char* rule, const std::string& what) {
    faults.push_back({std::string("cuda_adversarial.") + rule, Severity::error, false,
                      injected->file, injected->line,
                      fmt::format("{} ({}): {}", injected->message, where, what)});
  };
  bool is_noticed = false;
  for (const Finding& one : found) {
    if (one.severity != Severity::error) continue;
    const bool is_told = ends_with(one.rule, ".failed") || ends_with(one.rule, ".threw");
    // An early end of a test keeps what it has allocated: that is the test's own affair.
    if (is_told || ends_with(one.rule, ".leak")) {
      is_noticed = is_noticed || is_told;
    } else if (ends_with(one.rule, ".value") || ends_with(one.rule, ".shape")) {
      add("wrong", one.message);
    } else if (ends_with(one.rule, ".unchecked")) {
      add("swallowed", one.message);
    } else if (one.rule.rfind("cuda_emulated.", 0) == 0) {
      add("after_failure", one.message);
    } else {
      add("crashed", one.message);
    }
  }
  if (faults.empty() && !is_noticed && !may_be_made_good(injected->message))
    add("swallowed", "all goes on as if it had not failed");
  return faults;
}

namespace {

std::vector<Failing> failing_of(const std::vector<Called>& programs, int failures) {
  std::vector<Failing> failing;
  for (const Called& one : programs) {
    for (const std::uint64_t call : spread(one.calls, failures)) {
      failing.push_back({one.program, call});
    }
  }
  return failing;
}

// From the first on, at first each, then ever farther apart: set-up is made of few calls.
std::vector<std::uint64_t> spread(std::uint64_t calls, int count) {
  std::vector<std::uint64_t> some;
  const double growth =
      std::log(static_cast<double>(std::max<std::uint64_t>(calls, 1))) / std::max(1, count - 1);
  for (int i = 0; i < count; ++i) {
    const auto curve = static_cast<std::uint64_t>(std::llround(std::exp(growth * i)));
    const std::uint64_t call = std::max(curve, some.empty() ? 1 : some.back() + 1);
    if (call > calls) break;
    some.push_back(call);
  }
  return some;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.npos, end) == 0;
}

// Memory that was kept may serve instead of what was refused, and what a destructor cannot give
// back is nobody's to tell.
bool may_be_made_good(const std::string& message) {
  const std::string call = message.substr(0, message.find(" fails"));
  const auto has = [&](const char* word) { return call.find(word) != call.npos; };
  return has("Malloc") || has("Alloc") || has("Free") || has("Destroy") || has("LastError");
}

}  // namespace
}  // namespace wright
