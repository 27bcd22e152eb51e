// doctor tries the model that it is asked to try, and no other.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;

TEST(DoctorTest, OneSmallCallSaysWhetherAModelAnswers) {
  const Loopback server([](const test::Request& request) {
    return test::model_answer(test::quick_script(), request);
  });
  const Repository repository;

  const Ran tried = test::tensorwright(
      repository.path(), "doctor --json --agent openai:test --base-url " + server.url(),
      "OPENAI_API_KEY=" + test::kCanary);

  EXPECT_TRUE(test::holds(tried.out, "answers: 100 tokens in, 20 out")) << tried.out;
  EXPECT_FALSE(test::holds(tried.out, test::kCanary)) << tried.out;
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(DoctorTest, AModelThatDoesNotAnswerIsMissing) {
  const Loopback server([](const test::Request&) { return test::Response{401, {}, "{}"}; });
  const Repository repository;

  const Ran tried = test::tensorwright(
      repository.path(), "doctor --agent openai:test --no-key --base-url " + server.url());

  EXPECT_EQ(tried.exit_code, 3) << tried.out;
  EXPECT_TRUE(test::holds(tried.out, "authentication")) << tried.out;
}

}  // namespace
}  // namespace wright
