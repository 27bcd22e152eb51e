#include "adversarial/fault_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "adversarial/equivalent.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

std::vector<Fault> chosen(const std::vector<Fault>& all, const FaultChoice& choice);
bool is_right(const Judged& judged);
std::string told(const Judged& judged);

}  // namespace

Result<std::vector<Judged>> judge_faults(const FaultChoice& choice, const fs::path& directory) {
  const fs::path source = WRIGHT_SOURCE_DIR;
  const std::vector<Kind> kinds = TRY(load_kinds(source / "tests/adversarial/kinds"));
  const std::vector<Fault> every = all_faults(source / "verifiers");
  const std::vector<Equivalent> known =
      TRY(load_equivalents(source / "tests/adversarial/equivalent.json", every));
  FaultyJudge judge = TRY(FaultyJudge::open(WRIGHT_BUILD_DIR, directory, kinds, every));
  std::vector<Judged> all;
  const std::vector<Fault> faults = chosen(every, choice);
  for (const Fault& fault : faults) {
    const steady_clock::time_point began = steady_clock::now();
    Judged judged = TRY(judge.judge(fault));
    judged.because = why_equivalent(fault, known);
    const std::chrono::duration<double> took = steady_clock::now() - began;
    fmt::print(stderr, "{} {}/{} {}:{} {}, {}: {} ({:.1f} s)\n",
               !judged.is_viable  ? "none"
               : is_right(judged) ? "ok  "
                                  : "BAD ",
               all.size() + 1, faults.size(), fault.place(), fault.line, fault.rule, fault.what,
               told(judged), took.count());
    all.push_back(std::move(judged));
  }
  return all;
}

bool all_noticed(const std::vector<Judged>& faults) {
  const auto is_wrong = [](const Judged& one) { return one.is_viable && !is_right(one); };
  return std::none_of(faults.begin(), faults.end(), is_wrong) &&
         std::any_of(faults.begin(), faults.end(),
                     [](const Judged& one) { return one.is_noticed; });
}

namespace {

std::vector<Fault> chosen(const std::vector<Fault>& every, const FaultChoice& choice) {
  std::vector<Fault> all = every;
  std::erase_if(all, [&](const Fault& fault) {
    return fault.file.string().find(choice.in) == std::string::npos;
  });
  const auto size = static_cast<int>(all.size());
  if (choice.count <= 0 || choice.count >= size) return all;
  std::vector<Fault> some;
  for (int i = 0; i < choice.count; ++i) {
    const int at = (choice.first + i * (size / choice.count)) % size;
    some.push_back(all[static_cast<std::size_t>(at)]);
  }
  return some;
}

bool is_right(const Judged& judged) {
  return judged.is_noticed == judged.because.empty();
}

std::string told(const Judged& judged) {
  if (!judged.is_viable) return "no other program";
  if (!judged.by.empty()) return judged.by;
  return judged.because.empty() ? "nothing noticed" : "equivalent: " + judged.because;
}

}  // namespace
}  // namespace wright::adversarial
