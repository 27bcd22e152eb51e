// Every cheat of the hollow host is rejected and every honest twin accepted, by
// the grader alone, without a sandbox.
#include "grader/hollow.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "exec/program.h"
#include "selftest/trial.h"
#include "support/plain_runner.h"

namespace wright {
namespace {

const std::filesystem::path kHollow = std::filesystem::path(WRIGHT_BUILD_DIR) / "share" / "hollow";

StartHost start_as(const std::string& name) {
  return [name]() -> Result<std::unique_ptr<Session>> {
    Command command;
    command.argv = {(kHollow / "host").string(), "--as", name};
    return PlainRunner().start(command);
  };
}

TEST(HollowTest, CheatsAreRejectedAndHonestTwinsAccepted) {
  ProgramRequest list;
  list.argv = {(kHollow / "host").string(), "--list"};
  const auto listed = run_program(list);
  ASSERT_TRUE(listed);
  const auto all = personalities_of(listed->out);
  const auto cases = load_cases(kHollow, {"selftest"});
  ASSERT_TRUE(all && cases);

  const auto trials = try_all(*all, *cases, start_as, "a seed", 4);

  ASSERT_TRUE(trials) << trials.error().message;
  int cheats = 0;
  int honest = 0;
  for (const Trial& trial : *trials) {
    trial.who.is_cheat ? ++cheats : ++honest;
    EXPECT_TRUE(trial.is_right()) << trial.who.name << ": " << trial.rule << " " << trial.message;
  }
  EXPECT_GE(cheats, 12);
  EXPECT_GE(honest, 12);
}

std::vector<std::string> accepted_by(const std::string& text) {
  const auto cases = parse_cases(text, "t.cases", "t");
  if (!cases) return {cases.error().message};
  const auto program = lower(cases->front(), "k");
  if (!program) return {program.error().message};
  return accepted_hollows(Grading{}, cases->front(), *program, {});
}

TEST(HollowTest, ACaseWhoseOnlyAnswerIsZeroAcceptsZeros) {
  EXPECT_EQ(accepted_by("case \"a\"\n  sum(f32[0]{}) == f32[]{0}\n"),
            (std::vector<std::string>{"zeros"}));
  EXPECT_TRUE(accepted_by("case \"a\"\n  sum(f32[0]{}) == f32[]{0}\n"
                          "  sum(f32[2]{4, -1}) == f32[]{3}\n")
                  .empty());
}

TEST(HollowTest, ALooseToleranceAcceptsNoise) {
  EXPECT_EQ(accepted_by("case \"a\"\n  f(f32[2]) ~ f32[2]{5, 7} rel 0.1\n"),
            (std::vector<std::string>{"noise"}));
}

}  // namespace
}  // namespace wright
