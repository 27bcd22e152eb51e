// No byte leaves the machine unless a flag names a model: the system calls are watched.
#include <set>
#include <sstream>

#include "tests/live/live.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;
using Addresses = std::set<std::string>;

class SilenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string tried = test::quoted(WRIGHT_BUILD_DIR "/tests/net-watch") + " /dev/null true";
    if (test::run_line("/", tried).exit_code != 0) {
      GTEST_SKIP() << "this kernel asks nobody about the system calls of a process";
    }
  }
  // Whom a shell line, and all that it starts, says something to.
  Addresses addresses_of(const std::string& line) {
    const std::string file = (repository_.path() / "addresses").string();
    const Ran ran = test::run_line(
        repository_.path(),
        "export ANTHROPIC_API_KEY=" + test::kCanary + " OPENAI_API_KEY=" + test::kCanary + "; " +
            test::quoted(WRIGHT_BUILD_DIR "/tests/net-watch") + " " + file + " " + line);
    EXPECT_EQ(ran.exit_code, 0) << line << "\n" << ran.out;
    std::istringstream lines(read_file(file).value_or(""));
    Addresses found;
    for (std::string address; std::getline(lines, address);) found.insert(address);
    return found;
  }
  Addresses told_by(const std::string& arguments) {
    return addresses_of(test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") + " " + arguments);
  }

  const std::string quick_ = test::source("tests/scenarios/quick").string();
  Repository repository_;
};

TEST_F(SilenceTest, TheWatchSeesWhatAChildSaysToTheNetwork) {
  EXPECT_EQ(addresses_of("bash -c '(echo x >/dev/udp/192.0.2.1/9; echo x >/dev/udp/::1/9); true'"),
            (Addresses{"192.0.2.1", "::1"}));
}

TEST_F(SilenceTest, ARunWithoutAModelsNameSaysNothingToTheNetwork) {
  const Addresses scripted = told_by("run --spec " + test::quoted(quick_ + "/quick") +
                                     " --agent scripted:" + test::quoted(quick_ + "/lands.yaml"));
  ASSERT_EQ(test::tensorwright(repository_.path(), "record quick").exit_code, 0);
  const Addresses replayed = told_by("run quick --again --no-selftest --tuner-seconds 0");

  EXPECT_EQ(scripted, Addresses());
  EXPECT_EQ(replayed, Addresses());
  for (const char* reading : {"status", "status quick --json", "log quick", "audit"}) {
    EXPECT_EQ(told_by(reading), Addresses()) << reading;
  }
}

TEST_F(SilenceTest, DoctorAsksThisMachineAloneAndADryRunNobody) {
  EXPECT_EQ(told_by("doctor"), Addresses{"127.0.0.1"});
  EXPECT_EQ(told_by("run --spec " + test::quoted(quick_ + "/quick") +
                    " --agent anthropic:test --dry-run"),
            Addresses());
}

}  // namespace
}  // namespace wright
