// One account for all cells of a bench: the sum of the ledgers that their journals hold.
//
// Cells run one after the other, so that what the others have spent is known when one begins,
// and its own ledger, which reserves each call, keeps the limits of all.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "campaign/spend.h"

namespace wright {

// What each cell has committed to, by its place below the bench's state.
using BenchAccount = std::map<std::filesystem::path, Spending>;

Result<BenchAccount> bench_account(const std::filesystem::path& state, const std::string& campaign);

// What the cell at `place` may spend in all, of `limits` for the whole bench.
[[nodiscard]] BudgetRequest left_for(const std::filesystem::path& place,
                                     const BudgetRequest& limits, const BenchAccount& account);

[[nodiscard]] Spending sum_of(const BenchAccount& account);

}  // namespace wright
