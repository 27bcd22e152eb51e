#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan.h"

namespace wright {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Task task(const std::string& id, const std::vector<TaskId>& needs) {
  Task result;
  result.id = TaskId{id};
  result.title = "The " + id;
  result.needs = needs;
  return result;
}

//   a --+--> c --+--> d
//   b --+        |
//   a -----------+
Spec diamond() {
  Spec spec;
  spec.name = "diamond";
  spec.tasks = {task("a", {}), task("b", {}), task("c", {TaskId{"a"}, TaskId{"b"}}),
                task("d", {TaskId{"c"}, TaskId{"a"}})};
  spec.tasks.back().kind = TaskKind::improve;
  return spec;
}

TEST(NextReadyTest, GivesTheTasksWhoseNeedsHaveLanded) {
  const Spec spec = diamond();

  EXPECT_THAT(next_ready(spec, {}), ElementsAre(TaskId{"a"}, TaskId{"b"}));
  EXPECT_THAT(next_ready(spec, {TaskId{"b"}}), ElementsAre(TaskId{"a"}));
  EXPECT_THAT(next_ready(spec, {TaskId{"b"}, TaskId{"a"}}), ElementsAre(TaskId{"c"}));
  EXPECT_THAT(next_ready(spec, {TaskId{"a"}, TaskId{"b"}, TaskId{"c"}}), ElementsAre(TaskId{"d"}));
}

TEST(NextReadyTest, GivesNothingWhenAllHasLanded) {
  const Spec spec = diamond();

  EXPECT_THAT(next_ready(spec, {TaskId{"a"}, TaskId{"b"}, TaskId{"c"}, TaskId{"d"}}), IsEmpty());
}

TEST(NextReadyTest, IgnoresLandingsOfTasksThatTheSpecDoesNotHave) {
  const Spec spec = diamond();

  EXPECT_THAT(next_ready(spec, {TaskId{"z"}, TaskId{"a"}}), ElementsAre(TaskId{"b"}));
}

TEST(DependsOnTest, FollowsNeedsAnyNumberOfSteps) {
  const Spec spec = diamond();

  EXPECT_TRUE(depends_on(spec, TaskId{"d"}, TaskId{"b"}));
  EXPECT_FALSE(depends_on(spec, TaskId{"b"}, TaskId{"d"}));
  EXPECT_FALSE(depends_on(spec, TaskId{"a"}, TaskId{"b"}));
  EXPECT_FALSE(depends_on(spec, TaskId{"a"}, TaskId{"a"}));
}

TEST(DependsOnTest, EndsOnACycle) {
  Spec spec;
  spec.tasks = {task("a", {TaskId{"b"}}), task("b", {TaskId{"a"}})};

  EXPECT_TRUE(depends_on(spec, TaskId{"a"}, TaskId{"a"}));
  EXPECT_FALSE(depends_on(spec, TaskId{"a"}, TaskId{"z"}));
}

TEST(GraphTreeTest, ShowsEachTaskOnceAndThenByReference) {
  EXPECT_EQ(graph_tree(diamond()),
            "a  The a\n"
            "├─ c  The c  [needs a, b]\n"
            "│  └─ d  The d  (improve)  [needs c, a]\n"
            "└─ d (see above)\n"
            "b  The b\n"
            "└─ c (see above)\n");
}

TEST(GraphTreeTest, ShowsTheTasksOfACycleToo) {
  Spec spec;
  spec.tasks = {task("a", {TaskId{"b"}}), task("b", {TaskId{"a"}})};

  EXPECT_EQ(graph_tree(spec), "a  The a\n└─ b  The b\n   └─ a (see above)\n");
}

TEST(GraphTreeTest, EscapesWhatATerminalWouldObey) {
  Spec spec;
  spec.tasks = {task("a", {})};
  spec.tasks[0].title = "\x1b[31mred";

  EXPECT_EQ(graph_tree(spec), "a  \\x1b[31mred\n");
}

TEST(GraphDotTest, NamesNodesAndEdgesWithQuotesEscaped) {
  Spec spec;
  spec.name = "two";
  spec.tasks = {task("a", {}), task("b", {TaskId{"a"}})};
  spec.tasks[1].title = "say \"hi\"";

  EXPECT_EQ(graph_dot(spec),
            "digraph \"two\" {\n"
            "  rankdir=LR;\n"
            "  node [shape=box];\n"
            "  \"a\" [label=\"a\\nThe a\"];\n"
            "  \"b\" [label=\"b\\nsay \\\"hi\\\"\"];\n"
            "  \"a\" -> \"b\";\n"
            "}\n");
}

}  // namespace
}  // namespace wright
