// What a model may remember, and how it does.
#include <gtest/gtest.h>

#include "agent/memory.h"
#include "agent/tool_call.h"
#include "tests/agent/growing.h"

namespace wright {
namespace {

using test::Course;
using test::course_with;
using test::holds;
using test::page_in;

TEST(RememberTest, ASlotOverItsCapIsRefusedAndOneThatIsNotThere) {
  const auto reason = [](const Remember& remember, int memory) {
    const Action action = admitted(remember, memory);
    const auto* note = std::get_if<TakeNote>(&action);
    return note == nullptr ? "" : note->text;
  };
  const std::string full(kContentBytesMax, 'c');

  EXPECT_EQ(reason({full, {}}, 1), "");
  EXPECT_EQ(reason({full + "c", {}}, 1),
            "refused: content has 8193 bytes, at most 8192 are kept: say it shorter");
  EXPECT_EQ(reason({{}, std::string(kControlBytesMax + 1, 'p')}, 2),
            "refused: control has 4097 bytes, at most 4096 are kept: say it shorter");
  EXPECT_EQ(reason({{}, "plan"}, 1), "refused: the working memory has no slot \"control\"");
  EXPECT_EQ(reason({"fact", {}}, 0), "refused: this attempt has no working memory");
}

TEST(RememberTest, TheLoopRemembersOrRefusesAndARefusalKeepsTheSlots) {
  Course course = course_with(1);
  course.remember({{"content", "kept"}});
  const std::string long_text(kContentBytesMax + 1, 'c');
  AgentStep reply{ActionKind::model, "ok", "the record", {}};
  reply.reply.dialect = "openai";
  reply.reply.calls = {{"id", "remember", nlohmann::json{{"content", long_text}}.dump()}};
  course.history.take(reply);

  const Action refused = make_tool_loop(Talk::tools)->next(course.history);
  course.history.take({ActionKind::note, "refused", "refused: too long", {}});
  for (int i = 0; i < 12; ++i) course.look(i, 20'000);

  ASSERT_TRUE(is_refused(refused));
  EXPECT_TRUE(holds(page_in(course.conversation()), "content:\nkept"));
}

TEST(RememberTest, AFencedCommandRemembersToo) {
  Course course = course_with(2);
  AgentStep reply{ActionKind::model, "ok", "the record", {}};
  reply.reply.dialect = "openai";
  reply.reply.text = "```json\n{\"tool\": \"remember\", \"control\": \"next: b\"}\n```\n";
  course.history.take(reply);

  EXPECT_EQ(make_tool_loop(Talk::text)->next(course.history),
            Action(Remember{std::nullopt, "next: b"}));
  course.history.take({ActionKind::remember, "ok", "", {}});
  for (int i = 0; i < 12; ++i) course.look(i, 20'000);
  EXPECT_TRUE(holds(page_in(conversation_of(course.history, Talk::text)), "control:\nnext: b"));
}

}  // namespace
}  // namespace wright
