// Every cheat of the hollow host is rejected and every honest twin accepted, by
// the grader alone, without a sandbox.
#include "grader/hollow.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

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

Result<std::vector<Trial>> tried(const std::vector<Personality>& all) {
  const std::vector<Case> cases = TRY(load_cases(kHollow, {"selftest"}));
  return try_all(all, cases, start_as, "a seed", 4);
}

TEST(HollowTest, CheatsAreRejectedAndHonestTwinsAccepted) {
  ProgramRequest list;
  list.argv = {(kHollow / "host").string(), "--list"};
  const auto listed = run_program(list);
  ASSERT_TRUE(listed);
  const auto all = personalities_of(listed->out);
  ASSERT_TRUE(all);

  const auto trials = tried(*all);

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

// An oracle that answers as a cheat would: what it should have caught it lets pass, or what is
// honest it rejects.
TEST(HollowTest, AWeakenedOracleTurnsTheSelfTestRed) {
  const std::vector<Case> cases = load_cases(kHollow, {"selftest"}).value();
  for (const std::string weakened :
       {"zeros", "half_precision", "running_float", "skips_tail", "wrong_dtype"}) {
    const StartAs start = [&weakened](const std::string& name) {
      return start_as(name == "oracle" ? weakened : name);
    };

    const auto trials =
        try_all({{weakened, true}, {"compensated", false}}, cases, start, "a seed", 2);

    ASSERT_TRUE(trials) << weakened << ": " << trials.error().message;
    EXPECT_FALSE((*trials)[0].is_right() && (*trials)[1].is_right()) << weakened;
  }
}

TEST(HollowTest, EachLiarIsRejectedForWhatItDoes) {
  const std::map<std::string, std::string> rules = {
      {"answers_ahead", "host.protocol"},
      {"out_of_order", "host.protocol"},
      {"lies_about_bytes", "host.protocol"},
      {"claims_too_much", "host.oversize"},
      {"claims_many_dims", "host.protocol"},
      {"negative_size", "host.oversize"},
      {"empty_answer", "selftest.shape"},
      {"no_answer", "selftest.kind"},
      {"stalls", "host.stalled"},
      {"wrong_nonce", "host.protocol"},
      {"endless_line", "host.oversize"},
      {"endless_payload", "host.oversize"},
      {"more_after_bye", "host.protocol"},
      {"dies_in_call", "host.died"},
      {"says_nothing", "host.died"},
      {"exits_before_main", "host.protocol"},
      {"prints_first", "host.protocol"},
  };
  std::vector<Personality> liars;
  for (const auto& [name, rule] : rules) liars.push_back({name, true});

  const auto trials = tried(liars);

  ASSERT_TRUE(trials) << trials.error().message;
  for (const Trial& trial : *trials) {
    EXPECT_EQ(trial.rule, rules.at(trial.who.name)) << trial.who.name << ": " << trial.message;
  }
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
