// A key that is looked for everywhere, after a campaign, an error and a crash.
#include <csignal>

#include "tests/live/live.h"

namespace wright {
namespace {

using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;

class CanaryTest : public ::testing::Test {
 protected:
  // All that is left behind, below the repository and in both streams.
  void expect_nowhere(const Ran& ran) const {
    EXPECT_FALSE(holds(ran.out, test::kCanary)) << ran.out;
    EXPECT_FALSE(test::is_found(repository_, test::kCanary));
  }
  // A shell whose processes may leave cores runs the campaign, and says how it ended.
  [[nodiscard]] Ran run_with_cores(const std::string& url) const {
    const std::string run = std::string("exec ") + WRIGHT_BUILD_DIR + "/bin/tensorwright run" +
                            " --agent openai:test --base-url " + url + " --spec " +
                            test::source("tests/scenarios/quick/quick").string();
    return test::run_line(
        repository_.path(),
        "export OPENAI_API_KEY=" + test::kCanary +
            " ASAN_OPTIONS=handle_segv=0:disable_coredump=0:detect_leaks=0; bash -c " +
            test::quoted("ulimit -c unlimited; (echo $BASHPID >pid; " + run + "); true"));
  }
  // False where a crash leaves no core in any case.
  [[nodiscard]] bool makes_cores() const {
    const Ran victim = test::run_line(
        "/tmp",
        "cd $(mktemp -d) && bash -c 'ulimit -c unlimited; (kill -SEGV $BASHPID); true'; "
        "rm -f core*");
    return holds(victim.out, "core dumped");
  }

  Repository repository_;
};

TEST_F(CanaryTest, AKeyOfAFileIsNowhereAfterACampaignThatLooksForIt) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(test::quick_script(), request); });
  const TempDirectory elsewhere = TempDirectory::make("/tmp", "wright-key-").value();
  const std::string file = (elsewhere.path() / "key").string();
  test::run_line("/", "umask 077; echo " + test::kCanary + " > " + file);

  const Ran ran = test::tensorwright(
      repository_.path(),
      "run --spec " + test::quoted(test::source("tests/scenarios/quick/quick").string()) +
          " --agent anthropic:test --key-file " + file + " --base-url " + server.url());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(server.requests().at(0).head, test::kCanary));
  for (const Request& request : server.requests()) {
    EXPECT_FALSE(holds(request.body, test::kCanary)) << "it was seen in the sandbox";
  }
  expect_nowhere(ran);
}

TEST_F(CanaryTest, AServerThatEchoesItInAnErrorIsCutShort) {
  const std::string said = R"({"error":{"message":"no such key: )" + test::kCanary + R"("}})";
  const Loopback server([&](const Request&) { return test::Response{401, {}, said}; });

  const Ran ran = test::run_quick(repository_, "openai:test", server.url());

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(holds(ran.out, "no such key: [key]")) << ran.out;
  expect_nowhere(ran);
}

TEST_F(CanaryTest, TheEnvironmentOfTheProgramHoldsItNoMoreOnceItWorks) {
  std::string seen;
  const Loopback server([&](const Request& request) {
    const std::string pid = read_file(repository_.path() / "pid").value();
    seen += test::run_line("/", "tr '\\0' '\\n' </proc/" + pid.substr(0, pid.find('\n')) +
                                    "/environ; echo LOOKED")
                .out;
    return test::model_answer(test::quick_script(), request);
  });

  const Ran ran = run_with_cores(server.url());

  EXPECT_TRUE(holds(ran.out, "landed       2 by openai")) << ran.out;
  EXPECT_TRUE(holds(seen, "LOOKED"));
  EXPECT_FALSE(holds(seen, test::kCanary)) << seen;
}

TEST_F(CanaryTest, ACrashLeavesNoImageOfTheMemoryThatHoldsIt) {
  if (!makes_cores()) GTEST_SKIP() << "no process leaves a core on this machine";
  for (const int signal : {SIGSEGV, SIGABRT}) {
    const Loopback server([&](const Request& request) {
      ::kill(std::stoi(read_file(repository_.path() / "pid").value()), signal);
      return test::model_answer(test::quick_script(), request);
    });

    const Ran ran = run_with_cores(server.url());

    EXPECT_TRUE(holds(ran.out, signal == SIGSEGV ? "Segmentation fault" : "Aborted")) << ran.out;
    EXPECT_FALSE(holds(ran.out, "core dumped")) << ran.out;
    expect_nowhere(ran);
  }
}

}  // namespace
}  // namespace wright
