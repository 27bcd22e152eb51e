// Specs that are no specs: `spec lint` names each fault, everything else refuses
// with the first of them on one line.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

// A copy of the quick spec at ./quick, changed by shell lines.
class BadSpecTest : public ::testing::Test {
 protected:
  void after(const std::string& change) const {
    const Ran changed = test::run_line(repository_.path(), "cp -r " + test::quick_folder("quick") +
                                                               " quick && cd quick && " + change);
    ASSERT_EQ(changed.exit_code, 0) << changed.out;
  }
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_.path(), arguments);
  }
  // Lint finds it, and neither a run nor an attempt nor the gate begins.
  void expect_refused(const std::string& fault) const {
    const Ran lint = ask("spec lint quick");
    EXPECT_EQ(lint.exit_code, 1) << lint.out;
    EXPECT_TRUE(test::holds(lint.out, fault)) << lint.out;
    test::run_line(repository_.path(), "echo 'clock: 1' > lands.yaml");
    for (const char* arguments :
         {"run --spec quick --agent scripted:lands.yaml", "attempt open --spec quick --task first",
          "judge --spec quick --task first --patch quick/scaffold"}) {
      EXPECT_TRUE(fails_with(ask(arguments), 2, fault)) << arguments;
    }
    EXPECT_EQ(test::run_line(repository_.path(), "git branch --list 'campaign/*'").out, "");
  }

  Repository repository_;
};

TEST_F(BadSpecTest, ADirectoryThatIsNotThere) {
  for (const char* arguments :
       {"spec lint quick", "spec graph quick", "attempt open --spec quick --task first",
        "judge --spec quick --task first --patch ."}) {
    EXPECT_TRUE(fails_with(ask(arguments), 2, "quick: no such spec directory")) << arguments;
  }
}

TEST_F(BadSpecTest, FrontMatterThatIsNoYaml) {
  after("printf -- '---\\nspec: [quick\\n---\\nText\\n' > spec.md");
  expect_refused("spec.md:");
}

TEST_F(BadSpecTest, TasksThatNeedEachOther) {
  after("sed -i 's/needs: .*/needs: [second]/' tasks/010-first.md");
  expect_refused("tasks/010-first.md:");
}

TEST_F(BadSpecTest, TextThatIsNoUtf8) {
  after("printf '\\377\\376' >> tasks/020-second.md");
  expect_refused("tasks/020-second.md:");
}

TEST_F(BadSpecTest, MarkdownOverTheLimit) {
  after("head -c 262145 /dev/zero | tr '\\0' 'a' >> spec.md");
  expect_refused("spec.md:");
}

TEST_F(BadSpecTest, MoreTasksThanTheLimit) {
  after(
      "for i in $(seq 501); do printf -- '---\\nid: t%d\\ntitle: t\\nwrites: [t%d]\\nclauses: [R1]"
      "\\n---\\nText\\n' $i $i > tasks/$((100 + i))-t.md; done");
  expect_refused("a spec has at most 500 tasks");
}

TEST_F(BadSpecTest, MoreFilesThanTheLimit) {
  after("mkdir visible && seq 2001 | sed 's/^/visible\\//' | xargs touch");

  const Ran lint = ask("spec lint quick");

  EXPECT_NE(lint.exit_code, 0);
  EXPECT_TRUE(test::holds(lint.out, "2000")) << lint.out;
}

TEST_F(BadSpecTest, ALinkInIt) {
  after("mkdir visible && ln -s /etc/passwd visible/passwd");
  expect_refused("visible/passwd:1:");
}

TEST_F(BadSpecTest, ANameThatWouldColourTheTerminalIsNamedEscaped) {
  after("mkdir visible && touch \"visible/$(printf '\\033[31mred')\"");
  expect_refused("visible/\\x1b[31mred:1:");
}

TEST_F(BadSpecTest, ATitleThatWouldColourTheTerminalIsPrintedEscaped) {
  after("sed -i 's/^title: .*/title: \"\\\\e[31mred\"/' tasks/010-first.md");

  for (const char* arguments : {"spec graph quick", "attempt open --spec quick --task first",
                                "status quick", "show quick.first.1 --brief"}) {
    const Ran ran = ask(arguments);
    EXPECT_EQ(ran.out.find('\x1b'), std::string::npos) << arguments << ": " << ran.out;
  }
}

TEST_F(BadSpecTest, AChangedScaffoldNeedsACampaignOfItsOwn) {
  after("true");
  ASSERT_EQ(ask("attempt open --spec quick --task first").exit_code, 0);
  test::run_line(repository_.path(), "echo more >> quick/scaffold/README.md");

  EXPECT_TRUE(fails_with(ask("attempt open --spec quick --task first"), 2,
                         "a new scaffold needs a new campaign"));
}

}  // namespace
}  // namespace wright
