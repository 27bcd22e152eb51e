// What calls of a live model can cost at most, before one is made.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "campaign/spend.h"
#include "cli/commands.h"
#include "core/spec.h"

namespace wright {

// Nobody knows how many.
constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();

// The most that some calls can come to.
struct Worst {
  std::int64_t calls = 0;
  std::int64_t tokens = 0;
  std::int64_t picodollars = 0;

  void add(const Worst& other);
};

// Calls of one attempt.
[[nodiscard]] std::int64_t worst_calls(int self_talk);
// A whole context in, and the longest reply out; 0 where nobody knows.
Result<CallBound> worst_call(const Invocation& invocation, const std::string& models,
                             const std::string& kind, const std::string& model);
// Of all attempts at a task, each with so many calls.
[[nodiscard]] Worst worst_of(const Task& task, const CallBound& call, std::int64_t calls);
[[nodiscard]] std::string text_of(const Worst& worst, const CallBound& call);

// Where a budget ends it.
void print_limits(const BudgetRequest& budget);

}  // namespace wright
