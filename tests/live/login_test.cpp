// A login of the CLI's own is lent to it for a run, and is nowhere afterwards.
#include "tests/live/program.h"

namespace wright {
namespace {

using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;

const std::string kToken = "eyJhbGciOi.canary-of-a-login.0123456789";
const std::string kRenewal = "rt_canary_of_a_renewal_0123456789";

// Calls with what stands in its login.
constexpr const char* kCliWithLogin = R"sh(
path=$1
OPENAI_API_KEY=$(grep -o 'eyJ[^"]*' ~/.codex/auth.json)
obey "$path" "$(cat)"
)sh";

class LoginTest : public ::testing::Test {
 protected:
  LoginTest() {
    std::filesystem::create_directory(home_.path() / ".codex");
    EXPECT_TRUE(write_file(file(), R"({"tokens": {"access_token": ")" + kToken +
                                       R"(", "refresh_token": ")" + kRenewal + R"("}})"));
  }
  [[nodiscard]] std::filesystem::path file() const { return home_.path() / ".codex/auth.json"; }
  Ran run(const std::string& line, const std::string& more = "") {
    lines_ = {{"first 1", line}, {"first 2", test::kWriteFirst}, {"second 1", test::kWriteSecond}};
    return test::run_cli(repository_, folder_, server_.url(),
                         "--share-login " + file().string() + " " + more, "openai",
                         "/v1/chat/completions", "HOME=" + home_.path().string());
  }
  [[nodiscard]] bool is_recorded() const {
    return test::is_found(repository_, kToken) || test::is_found(repository_, kRenewal) ||
           test::is_found(repository_, test::kCanary);
  }

  TempDirectory home_{TempDirectory::make("/tmp", "wright-home-").value()};
  test::CliFolder folder_{"command", kCliWithLogin};
  test::Lines lines_;
  Loopback server_{
      [this](const test::Request& request) { return test::line_answer(lines_, request); }};
  Repository repository_;
};

TEST_F(LoginTest, ItsCallsGoWithItAndAreCountedAndNoRecordHoldsIt) {
  const Ran ran =
      run("cat ~/.codex/auth.json; env; echo x >>~/.codex/auth.json; " + test::kWriteFirst);

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "landed       2 by command, login shared, model test")) << ran.out;
  EXPECT_TRUE(holds(server_.requests().at(0).head, "Bearer " + kToken));
  EXPECT_FALSE(holds(server_.requests().at(0).head, test::kCanary)) << "no key of ours goes there";
  EXPECT_EQ(test::money_of(repository_).at("spent").at("calls"), 2);
  EXPECT_FALSE(holds(ran.out, kToken));
  EXPECT_FALSE(is_recorded());
  const std::string record = test::run_line(repository_.path(), "cat logs/runs/quick/blobs/*").out;
  EXPECT_TRUE(holds(record, R"("access_token": "[key]")")) << "the CLI saw it";
  EXPECT_TRUE(holds(record, "login: shared, ~/.codex/auth.json"));
  EXPECT_TRUE(holds(record, R"("agent":"command, login shared")")) << "evidence says so";
  EXPECT_TRUE(holds(read_file(file()).value(), kRenewal + "\"}}")) << "the original is as it was";
}

TEST_F(LoginTest, WorkThatHoldsAWordOfItIsGivenUp) {
  const Ran ran = run("mkdir -p src; cp ~/.codex/auth.json src/first.h");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(test::journal(repository_), R"("outcome":"login_in_files")"));
  EXPECT_TRUE(holds(test::journal(repository_), R"("reason":"login_in_files: )"));
  EXPECT_FALSE(is_recorded());
}

TEST_F(LoginTest, AServerThatEchoesItInAnErrorIsCutShort) {
  const std::string said = R"({"error":{"message":"bad token )" + kToken + R"("}})";
  const Loopback strict([&](const test::Request&) { return test::Response{401, {}, said}; });

  const Ran ran =
      test::run_cli(repository_, folder_, strict.url(), "--share-login " + file().string(),
                    "openai", "/v1/chat/completions", "HOME=" + home_.path().string());

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(holds(ran.out, "bad token [key]")) << ran.out;
  EXPECT_FALSE(is_recorded());
}

TEST_F(LoginTest, WhereItHasNoPlaceItIsRefusedInOneLine) {
  const Ran model = test::run_quick(repository_, "openai:test", server_.url(),
                                    "--share-login " + file().string());
  const Ran twice = run("true", "--no-key");
  const Ran folder = run("true", "--share-login " + home_.path().string());
  const Ran plain =
      test::run_cli(repository_, folder_, "http://192.0.2.1", "--share-login " + file().string());

  EXPECT_EQ(model.exit_code, 2);
  EXPECT_TRUE(holds(model.out, "--share-login is for agent CLIs")) << model.out;
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_TRUE(holds(twice.out, "stands in the place of a key")) << twice.out;
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_TRUE(holds(folder.out, "is no file")) << folder.out;
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_TRUE(holds(plain.out, "in plain text")) << plain.out;
  EXPECT_EQ(server_.requests().size(), 0U);
}

}  // namespace
}  // namespace wright
