#include "campaign/bench_account.h"

#include <algorithm>

namespace wright {

namespace fs = std::filesystem;

Result<BenchAccount> bench_account(const fs::path& state, const std::string& campaign) {
  BenchAccount account;
  for (const auto& arm : fs::directory_iterator(state)) {
    if (!arm.is_directory()) continue;
    for (const auto& repeat : fs::directory_iterator(arm.path())) {
      LogSoFar log;
      TRY(read_on(runs_directory(repeat.path()) / campaign, log));
      account[repeat.path().lexically_relative(state)] = log.state.ledger.committed();
    }
  }
  return account;
}

// 0 stands for no limit, so that the least that is left is 1, which no call fits.
BudgetRequest left_for(const fs::path& place, const BudgetRequest& limits,
                       const BenchAccount& account) {
  BenchAccount others = account;
  others.erase(place);
  const Spending spent = sum_of(others);
  const auto rest = [](const std::optional<std::int64_t>& limit, std::int64_t used) {
    return limit.value_or(0) == 0 ? 0 : std::max<std::int64_t>(*limit - used, 1);
  };
  return {rest(limits.picodollars_max, spent.picodollars), rest(limits.tokens_max, spent.tokens()),
          rest(limits.agent_ms_max, spent.agent_ms), rest(limits.check_ms_max, spent.check_ms)};
}

Spending sum_of(const BenchAccount& account) {
  Spending sum;
  for (const auto& [place, spending] : account) sum.add(spending);
  return sum;
}

}  // namespace wright
