#include "adversarial/fault_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/files.h"
#include "base/text.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

struct Score {
  int viable = 0;
  int noticed = 0;
};

std::vector<Fault> chosen(const FaultChoice& choice);
std::string place_of(const Fault& fault);

}  // namespace

Result<std::vector<Judged>> judge_faults(const FaultChoice& choice, const fs::path& directory) {
  const std::vector<Kind> kinds =
      TRY(load_kinds(fs::path(WRIGHT_SOURCE_DIR) / "tests/adversarial/kinds"));
  FaultyJudge judge = TRY(FaultyJudge::open(WRIGHT_BUILD_DIR, directory, kinds));
  std::vector<Judged> all;
  const std::vector<Fault> faults = chosen(choice);
  for (const Fault& fault : faults) {
    Judged judged = TRY(judge.judge(fault));
    const char* word = !judged.is_viable ? "none" : judged.is_noticed ? "ok  " : "BAD ";
    fmt::print(stderr, "{} {}/{} {} {}, {}: {}\n", word, all.size() + 1, faults.size(),
               place_of(fault), fault.rule, fault.what,
               !judged.is_viable   ? "no other program"
               : judged.by.empty() ? "nothing noticed"
                                   : judged.by);
    all.push_back(std::move(judged));
  }
  return all;
}

bool all_noticed(const std::vector<Judged>& faults) {
  int viable = 0;
  for (const Judged& one : faults) {
    if (one.is_viable && !one.is_noticed) return false;
    viable += one.is_viable ? 1 : 0;
  }
  return viable > 0;
}

std::string markdown_of(const std::vector<Judged>& faults) {
  std::map<std::string, Score> rules;
  Score sum;
  std::string survivors;
  for (const Judged& one : faults) {
    if (!one.is_viable) continue;
    for (Score* score : {&rules[one.fault.rule], &sum}) {
      ++score->viable;
      score->noticed += one.is_noticed ? 1 : 0;
    }
    if (one.is_noticed) continue;
    survivors += fmt::format("- {} `{}`, {}\n", place_of(one.fault), one.fault.rule,
                             escape_for_terminal(one.fault.what));
  }
  std::string page = fmt::format(
      "{} faults in {} rules, {} noticed.\n\n| rule | faults | noticed |\n|---|---|---|\n",
      sum.viable, rules.size(), sum.noticed);
  for (const auto& [rule, score] : rules) {
    page += fmt::format("| `{}` | {} | {} |\n", rule, score.viable, score.noticed);
  }
  return page + (survivors.empty() ? "" : "\nNot noticed:\n\n" + survivors);
}

namespace {

std::vector<Fault> chosen(const FaultChoice& choice) {
  std::vector<Fault> all = all_faults(fs::path(WRIGHT_SOURCE_DIR) / "verifiers");
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

std::string place_of(const Fault& fault) {
  const fs::path room = fault.file.parent_path().filename();
  return fmt::format("{}:{}", (room / fault.file.filename()).string(), fault.line);
}

}  // namespace
}  // namespace wright::adversarial
