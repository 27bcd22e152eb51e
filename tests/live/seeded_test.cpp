// Whatever a network and a server do, by chance: the same tree lands, and the ledger is the
// server's account.  WRIGHT_FAULT_SEEDS=200 runs so many seeds.
#include <algorithm>
#include <random>

#include "tests/live/live.h"

namespace wright {
namespace {

using test::Ending;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;

constexpr int kSeeds = 9;
constexpr std::int64_t kTokensOfAnAnswer = 120;
constexpr int kFaultsInARow = 3;  // A call is tried six times.
constexpr int kClumsyInARow = 2;  // A third one would end the attempt.
const char* const kPatience = "models: {test: {idle_ms: 1000}}";
constexpr std::size_t kLongLine = 10U << 20U;
const std::string kSeededSoon = "retry-after-ms: 1";

// What the server would charge.
struct Account {
  std::int64_t told = 0;    // Of answers that told their usage to the end.
  std::int64_t untold = 0;  // Of those that told none.
  std::int64_t cut = 0;     // Of those that broke off, before they told it or after.
};

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

 private:
  std::mt19937 random_;
};

Response refused(int code) {
  return {code, {kSeededSoon}, R"({"error":{"type":"overloaded_error","message":"no"}})"};
}

Response cut_somewhere(Response good, Chance& chance) {
  good.body = good.body.substr(0, chance.below(good.body.size()));
  good.ending = std::vector{Ending::cut, Ending::reset, Ending::stall}[chance.below(3)];
  return good;
}

// Every mention of usage becomes one of something else.
Response without_usage(Response good) {
  for (std::size_t at = 0; (at = good.body.find("\"usage\"", at)) != std::string::npos;) {
    good.body.replace(at, 7, "\"other\"");
  }
  return good;
}

// What a client has to read over.
Response with_noise(Response good, Chance& chance) {
  const std::string unknown = "event: novelty\ndata: {\"type\":\"novelty\",\"choices\":[]}\n\n";
  const std::string first = good.body.substr(0, good.body.find("\n\n") + 2);
  const std::string comment =
      ": " + std::string(chance.below(8) == 0 ? kLongLine : 9, 'x') + "\n\n";
  good.body = std::vector<std::string>{unknown, first, comment}[chance.below(3)] + good.body;
  return good;
}

// The answer that is sent in the place of a good one, and its place in the account.  What the
// network and the server do; what the model does wrong is BadServer's.
Response spoilt(const Response& good, Chance& chance, Account& account) {
  switch (chance.below(6)) {
    case 0:
      return refused(429);
    case 1:
      return refused(chance.below(2) == 0 ? 500 : 529);
    case 2:
      account.cut += kTokensOfAnAnswer;
      return cut_somewhere(good, chance);
    case 3:
      account.untold += kTokensOfAnAnswer;
      return without_usage(good);
    default:
      account.told += kTokensOfAnAnswer;
      return with_noise(good, chance);
  }
}

// Spoils answers by chance, each of them with kSeededSoon.
class BadServer {
 public:
  explicit BadServer(unsigned seed) : chance_(seed) {}

  Response operator()(const Request& request) {
    Response good = test::model_answer(test::quick_script(), request);
    good.headers.push_back(kSeededSoon);
    const bool is_spoilt = in_a_row_ < kFaultsInARow && chance_.below(2) == 0;
    in_a_row_ = is_spoilt ? in_a_row_ + 1 : 0;
    if (is_spoilt) {
      Response bad = spoilt(good, chance_, account_);
      stalls_ += bad.ending == Ending::stall ? 1 : 0;
      return bad;
    }
    account_.told += kTokensOfAnAnswer;
    const bool is_clumsy = clumsy_in_a_row_ < kClumsyInARow && chance_.below(4) == 0;
    clumsy_in_a_row_ = is_clumsy ? clumsy_in_a_row_ + 1 : 0;
    if (!is_clumsy) return good;
    ++clumsy_;
    return test::clumsy_answer(test::quick_script(), request);
  }
  [[nodiscard]] const Account& account() const { return account_; }
  [[nodiscard]] int clumsy() const { return clumsy_; }
  [[nodiscard]] int stalls() const { return stalls_; }

 private:
  Chance chance_;
  Account account_;
  int in_a_row_ = 0;
  int stalls_ = 0;
  int clumsy_ = 0;
  int clumsy_in_a_row_ = 0;
};

std::string agent_of(unsigned seed) {
  const std::vector<std::string> agents{"anthropic:test", "openai:test", "openai-responses:test"};
  return agents[seed % agents.size()];
}

unsigned seeds() {
  const char* wanted = std::getenv("WRIGHT_FAULT_SEEDS");
  return wanted == nullptr ? kSeeds : static_cast<unsigned>(std::atoi(wanted));
}

int lines_with(const Repository& repository, const std::string& pattern) {
  const std::string line = "grep -c " + test::quoted(pattern) + " logs/runs/quick/events.jsonl";
  return std::atoi(test::run_line(repository.path(), line).out.c_str());
}

TEST(LiveSeededTest, ByChanceTooTheSameTreeLandsAndTheLedgerIsTheServersAccount) {
  std::string tree;
  for (unsigned seed = 0; seed < seeds(); ++seed) {
    BadServer bad(seed);
    const Loopback server([&bad](const Request& request) { return bad(request); });
    const Repository repository;

    ASSERT_TRUE(write_file(repository.path() / "patience.yaml", kPatience));

    const Ran ran =
        test::run_quick(repository, agent_of(seed), server.url(), "--models patience.yaml");

    ASSERT_EQ(ran.exit_code, 0) << "seed " << seed << "\n" << ran.out;
    if (tree.empty()) tree = test::landed_tree(repository);
    ASSERT_EQ(test::landed_tree(repository), tree) << "seed " << seed;
    const nlohmann::json spent = test::money_of(repository).at("spent");
    const auto tokens = spent.at("tokens").get<std::int64_t>();
    const auto estimated = spent.at("tokens_estimated").get<std::int64_t>();
    const Account& account = bad.account();
    const std::int64_t of_cut = tokens - estimated - account.told;
    EXPECT_EQ(of_cut % kTokensOfAnAnswer, 0) << "seed " << seed;
    // A busy machine is too slow with a good answer now and then, which is an estimate then.
    const int slow = std::max(0, lines_with(repository, R"("outcome":"timeout")") - bad.stalls());
    EXPECT_GE(of_cut, -slow * kTokensOfAnAnswer) << "seed " << seed;
    EXPECT_LE(of_cut, account.cut) << "seed " << seed;
    EXPECT_GE(tokens, account.told + account.untold + account.cut) << "seed " << seed;
    EXPECT_EQ(spent.at("estimated"), estimated > 0) << "seed " << seed;
    const int told = lines_with(repository, R"("action":"note".*"outcome":"refused")");
    EXPECT_LE(told, bad.clumsy()) << "seed " << seed << ": what the model got wrong";
    EXPECT_GE(told, bad.clumsy() - slow) << "seed " << seed << ": what the model got wrong";
    ASSERT_FALSE(HasFailure()) << agent_of(seed) << "\n" << test::journal(repository);
  }
}

}  // namespace
}  // namespace wright
