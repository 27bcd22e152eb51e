#include "fixtures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "numbers.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kCaseFileBytesMax = 4 << 20;
constexpr int kDigitsMin = 5;

using Runs = std::vector<std::pair<Fixtures::Run, int>>;  // With the line of each.

Result<void> add_file(const fs::path& file, bool is_held_out, Fixtures& fixtures);
Runs runs_of(const std::vector<Number>& numbers);
bool says_something(const Fixtures::Run& run);
std::vector<bool> places_of_results(const std::vector<CppToken>& code);
Finding finding_of(const Source& source, int line, bool is_held_out, const std::string& what);

}  // namespace

Result<Fixtures> fixtures_of(const CheckRequest& request) {
  Fixtures fixtures;
  if (request.spec.empty()) return fixtures;
  std::vector<TaskId> tasks = request.landed;
  tasks.push_back(request.task);
  for (const TaskId& task : tasks) {
    TRY(add_file(request.spec / "visible" / (task.value + ".cases"), false, fixtures));
    if (request.visible_only) continue;
    TRY(add_file(request.spec / "held_out" / (task.value + ".cases"), true, fixtures));
  }
  return fixtures;
}

void add_fixtures(std::string_view cases, bool is_held_out, Fixtures& fixtures) {
  const std::vector<CppToken> code = code_of(cpp_tokens(cases));
  const std::vector<Number> numbers = numbers_of(code);
  const std::vector<bool> is_result = places_of_results(code);
  const auto add = [&](auto& known, const auto& what) {
    const auto [at, is_new] = known.emplace(what, is_held_out);
    if (!is_new) at->second = at->second && is_held_out;
  };
  for (const auto& [run, line] : runs_of(numbers)) add(fixtures.runs, run);
  for (const Number& number : numbers) {
    const bool is_long = number.digits >= kDigitsMin && !is_well_known(number.value);
    if (is_long && is_result[number.token]) add(fixtures.results, number.value);
  }
}

Findings check_fixtures(const Source& source, const Fixtures& fixtures) {
  Findings findings;
  if (source.is_test) return findings;
  const std::vector<Number> numbers = numbers_of(source.code);
  int reported = 0;  // A line is enough once.
  for (const auto& [run, line] : runs_of(numbers)) {
    const auto found = fixtures.runs.find(run);
    if (found == fixtures.runs.end() || line == reported) continue;
    reported = line;
    findings.push_back(
        finding_of(source, line, found->second, fmt::format("{} values in a row", kFixtureValues)));
  }
  for (const Number& number : numbers) {
    const auto found = fixtures.results.find(number.value);
    if (found == fixtures.results.end()) continue;
    findings.push_back(finding_of(source, number.line, found->second, "an expected result"));
  }
  return findings;
}

namespace {

Result<void> add_file(const fs::path& file, bool is_held_out, Fixtures& fixtures) {
  std::error_code failed;
  if (!fs::exists(file, failed)) return {};
  const std::string text = TRY(read_file(file, kCaseFileBytesMax));
  add_fixtures(text, is_held_out, fixtures);
  return {};
}

Runs runs_of(const std::vector<Number>& numbers) {
  Runs runs;
  std::size_t length = 0;
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    length = numbers[at].begins_list ? 1 : length + 1;
    if (length < kFixtureValues) continue;
    const std::size_t begin = at + 1 - kFixtureValues;
    Fixtures::Run run{};
    for (std::size_t i = 0; i < kFixtureValues; ++i) run.at(i) = numbers[begin + i].value;
    if (says_something(run)) runs.emplace_back(run, numbers[begin].line);
  }
  return runs;
}

// Neither steps of one size nor few different values: 1, 2, 3, ... and zeros and ones stand
// anywhere.
bool says_something(const Fixtures::Run& run) {
  Fixtures::Run sorted = run;
  std::sort(sorted.begin(), sorted.end());
  const auto different = std::unique(sorted.begin(), sorted.end()) - sorted.begin();
  bool has_steps = true;
  for (std::size_t i = 2; i < run.size(); ++i) {
    has_steps = has_steps && run.at(i) - run.at(i - 1) == run.at(1) - run.at(0);
  }
  return different > 3 && !has_steps;
}

// Behind `==` or `~`, to the end of the line.
std::vector<bool> places_of_results(const std::vector<CppToken>& code) {
  std::vector<bool> is_result(code.size(), false);
  int line = 0;
  for (std::size_t at = 1; at < code.size(); ++at) {
    const bool is_equal = code[at].text == "=" && code[at - 1].text == "=";
    const bool is_near = code[at].text == "~" && code[at - 1].text == ")";
    if (is_equal || is_near) line = code[at].line;
    is_result[at] = code[at].line == line;
  }
  return is_result;
}

// Of held-out cases nothing is told that they hold.
Finding finding_of(const Source& source, int line, bool is_held_out, const std::string& what) {
  Finding finding =
      fault("hygiene.fixture", source.path, line,
            fmt::format("{} of the {} cases: a source computes what it is asked, and knows no "
                        "answers",
                        what, is_held_out ? "held-out" : "visible"));
  finding.held_out = is_held_out;
  return finding;
}

}  // namespace
}  // namespace wright
