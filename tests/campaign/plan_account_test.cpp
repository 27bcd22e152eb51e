// A planner's calls share one budget, tries that were lost too.
#include "campaign/plan_account.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace wright {
namespace {

constexpr Price kPlanPrice{4, 1, 5, 20};

// Takes what it may, and remembers what it was allowed.
class GreedyModel final : public Model {
 public:
  Result<ModelReply> complete(const ModelRequest& request) override {
    caps.push_back(request.caps.output_tokens_max);
    ModelReply reply;
    reply.reply.outcome = outcome;
    reply.reply.usage = {1000, 0, 0, request.caps.output_tokens_max, 0, false};
    return reply;
  }
  [[nodiscard]] std::optional<CallBound> bound_of(const ModelRequest&) const override {
    return CallBound{"greedy", 1000, 4000, 4000, kPlanPrice};
  }

  CallOutcome outcome = CallOutcome::ok;
  std::vector<std::int64_t> caps;
};

class PlanAccountTest : public ::testing::Test {
 protected:
  PlanAccount account_with(std::int64_t tokens, std::int64_t picodollars = 0) {
    return PlanAccount({picodollars, tokens, 0, 0}, file_, clock_);
  }
  [[nodiscard]] std::string lines() const { return read_file(file_).value_or(""); }

  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-plan-").value();
  std::filesystem::path file_ = scratch_.path() / "account.jsonl";
  SystemClock clock_;
  GreedyModel model_;
  ModelRequest request_;
};

TEST_F(PlanAccountTest, TheCapShrinksAndThenTheBudgetIsSpent) {
  PlanAccount account = account_with(9000);

  ASSERT_TRUE(account.try_once(model_, request_, "plan 1, try 1"));
  model_.outcome = CallOutcome::cut_stream;
  ASSERT_TRUE(account.try_once(model_, request_, "plan 1, try 2"));
  const auto third = account.try_once(model_, request_, "plan 1, try 3");

  EXPECT_EQ(model_.caps, (std::vector<std::int64_t>{4000, 3000}));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::budget);
  EXPECT_EQ(account.spent().tokens(), 9000);
}

TEST_F(PlanAccountTest, DollarsAreNeverExceeded) {
  // 1000 tokens in at 5, 2000 out at 20.
  PlanAccount account = account_with(0, 5000 + 40'000);

  ASSERT_TRUE(account.try_once(model_, request_, "plan 1, try 1"));

  EXPECT_EQ(model_.caps.front(), 2000);
  EXPECT_EQ(account.spent().picodollars, 4000 + 40'000);
  EXPECT_FALSE(account.try_once(model_, request_, "plan 1, try 2"));
}

TEST_F(PlanAccountTest, ATryIsOnTheRecordBeforeAndAfterIt) {
  PlanAccount account = account_with(0);

  ASSERT_TRUE(account.try_once(model_, request_, "plan 1, try 1"));

  EXPECT_NE(lines().find("\"kind\":\"call_reserved\""), std::string::npos) << lines();
  EXPECT_NE(lines().find("\"subject\":\"plan 1, try 1\""), std::string::npos) << lines();
  EXPECT_NE(lines().find("\"call\":0"), std::string::npos) << lines();
}

}  // namespace
}  // namespace wright
