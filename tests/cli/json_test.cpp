// Whoever scripts against the program gets a JSON record or plain text.
#include <nlohmann/json.hpp>

#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::Ran;

// Every command that reads, on the finished campaign.
std::vector<std::string> reading_commands() {
  const std::string spec = test::quick_folder("quick");
  return {"status",
          "status quick",
          "log quick",
          "log quick --rejected",
          "show quick.first.1",
          "show campaign/quick~1",
          "diff quick.first.2",
          "why quick_tree/src/first.h:3 --rev campaign/quick",
          "why quick_tree/README.md:1 --rev campaign/quick",
          "verify campaign/quick~1",
          "audit campaign/quick",
          "evidence list campaign/quick~1",
          "spec lint " + spec,
          "spec graph " + spec,
          "spec coverage " + spec,
          "attempt list quick",
          "doctor",
          "sandbox probe --facts",
          "judge --task first --spec " + spec + " --patch " + test::quick_folder("forbidden")};
}

TEST(JsonTest, EveryReadingCommandAnswersWithARecord) {
  for (const std::string& command : reading_commands()) {
    const Ran ran = test::tensorwright(test::finished().path(), command + " --json 2>/dev/null");
    const auto record = nlohmann::json::parse(ran.out, nullptr, false);
    EXPECT_TRUE(record.is_object()) << command << ": " << ran.out;
    EXPECT_FALSE(record.empty()) << command;
  }
}

TEST(JsonTest, ThereIsNoColourWhereNobodyLooks) {
  for (const std::string& command : reading_commands()) {
    const Ran ran = test::tensorwright(test::finished().path(), command);
    EXPECT_FALSE(ran.out.empty()) << command;
    EXPECT_EQ(ran.out.find('\x1b'), std::string::npos) << command << ": " << ran.out;
  }
}

TEST(JsonTest, AnErrorLeavesStdoutEmpty) {
  for (const char* command : {"status nowhere --json", "show nowhere --json", "diff x --json"}) {
    const Ran ran =
        test::tensorwright(test::finished().path(), std::string(command) + " 2>/dev/null");
    EXPECT_EQ(ran.exit_code, 2) << command;
    EXPECT_EQ(ran.out, "") << command;
  }
}

TEST(JsonTest, AStreamThatTheCallerClosedChangesNothingElse) {
  const auto ask = [](const std::string& arguments) {
    return test::tensorwright(test::finished().path(), arguments);
  };

  EXPECT_EQ(ask("status nowhere 2>&-").exit_code, 2);
  EXPECT_EQ(ask("status quick >&-").exit_code, 0);
  EXPECT_EQ(ask("status quick --json <&- 2>&-").out, ask("status quick --json").out);
}

TEST(JsonTest, StatusSaysWhatLandedAndAfterHowManyAttempts) {
  const Ran ran = test::tensorwright(test::finished().path(), "status quick --json");
  const auto status = nlohmann::json::parse(ran.out);

  EXPECT_EQ(status.at("state"), "finished");
  EXPECT_EQ(status.at("tasks").at(0).at("task"), "first");
  EXPECT_EQ(status.at("tasks").at(0).at("attempts"), 2);
  EXPECT_EQ(status.at("tasks").at(1).at("stage"), "landed");
}

TEST(JsonTest, WhyNamesTheAttemptAndItsClauses) {
  const Ran ran = test::tensorwright(test::finished().path(),
                                     "why quick_tree/src/first.h:3 --rev campaign/quick --json");
  const auto why = nlohmann::json::parse(ran.out);

  EXPECT_EQ(why.at("attempt"), "quick.first.2");
  EXPECT_EQ(why.at("clauses"), nlohmann::json({"R1"}));
  EXPECT_EQ(why.at("verdict").at("status"), "pass");
}

TEST(JsonTest, ADiffListsTheFilesOfTheRejectedPatch) {
  const Ran ran = test::tensorwright(test::finished().path(), "diff quick.first.1 --json");
  const auto diff = nlohmann::json::parse(ran.out);

  EXPECT_EQ(diff.at("patch").at("entries").at(0).at("path"), "src/first.h") << diff;
}

}  // namespace
}  // namespace wright
