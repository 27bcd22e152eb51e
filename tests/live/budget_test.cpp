// A budget holds against a server that charges all that it may, and what was spent is
// told to the token.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Loopback;
using test::money_of;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;

// Microdollars a token.
constexpr std::int64_t kInputPrice = 4;
constexpr std::int64_t kOutputPrice = 20;

std::string prices_in(const Repository& repository) {
  const std::filesystem::path file = repository.path() / "prices.yaml";
  EXPECT_TRUE(write_file(
      file,
      "models:\n  test:\n    {price: {input: 4000000, cached: 400000, cache_written: 5000000, "
      "output: 20000000}, source: \"a test\", date: \"2026-11\"}\n"));
  return "--models " + test::quoted(file.string()) + " ";
}

// Takes a token for each byte of the body, and all that a reply may have.
struct GreedyServer {
  std::int64_t input = 0;
  std::int64_t output = 0;

  Response operator()(const Request& request) {
    Response response = test::model_answer(test::quick_script(), request);
    const auto bytes = static_cast<std::int64_t>(request.body.size());
    const auto cap = nlohmann::json::parse(request.body).at("max_tokens").get<std::int64_t>();
    input += bytes;
    output += cap;
    replace(response.body, "\"input_tokens\":100", "\"input_tokens\":" + std::to_string(bytes));
    replace(response.body, "\"output_tokens\":20", "\"output_tokens\":" + std::to_string(cap));
    return response;
  }
  static void replace(std::string& text, const std::string& part, const std::string& by) {
    const std::size_t at = text.find(part);
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, part.size(), by);
  }
};

TEST(LiveBudgetTest, TokensAreNeverExceededAndALargerBudgetGoesOn) {
  constexpr std::int64_t kTokens = 60'000;
  GreedyServer greedy;
  const Loopback server([&greedy](const Request& request) { return greedy(request); });
  const Repository repository;

  const Ran stopped = test::run_quick(repository, "anthropic:test", server.url(),
                                      "--budget-tokens " + std::to_string(kTokens));
  const std::int64_t charged = greedy.input + greedy.output;
  const Ran still = test::run_quick(repository, "anthropic:test", server.url());
  const std::int64_t charged_still = greedy.input + greedy.output;
  const Ran later =
      test::run_quick(repository, "anthropic:test", server.url(), "--budget-tokens 0");

  EXPECT_EQ(stopped.exit_code, 4) << stopped.out;
  EXPECT_TRUE(test::holds(stopped.out, "the budget is spent: ")) << stopped.out;
  EXPECT_GT(charged, 0);
  EXPECT_LE(charged, kTokens);
  EXPECT_EQ(still.exit_code, 4) << "the limit outlives the run";
  EXPECT_LE(charged_still, kTokens);
  EXPECT_EQ(later.exit_code, 0) << later.out;
  EXPECT_FALSE(test::holds(test::journal(repository), "\"number\":2"));
  EXPECT_EQ(money_of(repository).at("spent").at("tokens"), greedy.input + greedy.output);
}

TEST(LiveBudgetTest, DollarsAreNeverExceeded) {
  GreedyServer greedy;
  const Loopback server([&greedy](const Request& request) { return greedy(request); });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "anthropic:test", server.url(),
                                  prices_in(repository) + "--budget-usd 0.30");

  const std::int64_t microdollars = greedy.input * kInputPrice + greedy.output * kOutputPrice;
  EXPECT_EQ(ran.exit_code, 4) << ran.out;
  EXPECT_GT(microdollars, 0);
  EXPECT_LE(microdollars, 300'000);
  EXPECT_EQ(money_of(repository).at("spent").at("microdollars"), microdollars);
}

TEST(LiveBudgetTest, DollarsWithoutAPriceAreRefusedBeforeAnyCall) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(test::quick_script(), request); });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "openai:test", server.url(), "--budget-usd 1");

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "the price of test is unknown")) << ran.out;
  EXPECT_EQ(server.requests().size(), 0U);
}

TEST(LiveBudgetTest, TheLedgerIsTheServersAccountToTheToken) {
  for (const char* agent : {"anthropic:test", "openai:test", "openai-responses:test"}) {
    const Loopback server(
        [](const Request& request) { return test::model_answer(test::quick_script(), request); });
    const Repository repository;

    const Ran ran = test::run_quick(repository, agent, server.url(), prices_in(repository));
    ASSERT_EQ(ran.exit_code, 0) << ran.out;

    const auto calls = static_cast<std::int64_t>(server.requests().size());
    const nlohmann::json money = money_of(repository);
    const nlohmann::json& spent = money.at("spent");
    EXPECT_EQ(spent.at("calls"), calls) << agent;
    EXPECT_EQ(spent.at("input"), 100 * calls) << agent;
    EXPECT_EQ(spent.at("output"), 20 * calls) << agent;
    EXPECT_EQ(spent.at("microdollars"), calls * (100 * kInputPrice + 20 * kOutputPrice)) << agent;
    EXPECT_EQ(spent.at("estimated"), false) << agent;
    EXPECT_EQ(money.at("reserved").at("calls"), 0) << agent;
    EXPECT_EQ(money.at("microdollars_per_landing"), spent.at("microdollars").get<int>() / 2);
    EXPECT_TRUE(test::holds(ran.out, "a landed change $0.003600")) << ran.out;
  }
}

TEST(LiveBudgetTest, ACutCallIsAnUpperBoundAndMarked) {
  std::size_t number = 0;
  const Loopback server([&number](const Request& request) {
    Response response = test::model_answer(test::quick_script(), request);
    if (number++ == 0) {
      response.headers.emplace_back("retry-after-ms: 1");
      response.body = response.body.substr(0, response.body.size() / 2);
      response.ending = test::Ending::cut;
    }
    return response;
  });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "anthropic:test", server.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.out;

  const nlohmann::json spent = money_of(repository).at("spent");
  const auto whole = static_cast<std::int64_t>(server.requests().size()) - 1;
  const std::int64_t cut = spent.at("tokens").get<std::int64_t>() - 120 * whole;
  EXPECT_EQ(spent.at("estimated"), true);
  EXPECT_EQ(spent.at("tokens_estimated"), cut);
  EXPECT_GE(cut, static_cast<std::int64_t>(server.requests().at(0).body.size()));
  EXPECT_TRUE(spent.at("microdollars").is_null()) << "an unknown price is not 0";
}

TEST(LiveBudgetTest, ADryRunTellsTheWorstCaseAndCallsNobody) {
  const Loopback server([](const Request&) { return Response{}; });
  const Repository repository;

  const Ran known =
      test::run_quick(repository, "anthropic:claude-opus-5-5", server.url(), "--dry-run");
  const Ran unknown = test::run_quick(repository, "anthropic:test", server.url(), "--dry-run");

  EXPECT_EQ(known.exit_code, 0) << known.out;
  // 2 tasks, 3 attempts, 300 turns, 6 tries.
  EXPECT_TRUE(test::holds(known.out, "at most 10800 calls, 12182400000 tokens, $")) << known.out;
  EXPECT_TRUE(test::holds(unknown.out, "unknown price")) << unknown.out;
  EXPECT_EQ(server.requests().size(), 0U);
  EXPECT_FALSE(std::filesystem::exists(repository.path() / "logs/runs/quick"));
}

}  // namespace
}  // namespace wright
