// What a host wrote to a script is graded as if the host were here.
#include "replies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/cases.h"

namespace wright {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kCases =
    "case \"adds\" [R1]\n"
    "  a = f32[2]{1, 2}\n"
    "  add(a, f32[2]{10, 20}) == f32[2]{11, 22}\n"
    "case \"throws\" [R1]\n"
    "  add(f32[2], f32[3]) throws \"[add]\"\n"
    "case \"counts\" [R1]\n"
    "  count(f32[3]~normal) == 3\n";

Grading asked() {
  Grading grading;
  grading.check = "cuda_device";
  grading.tasks = {"toy"};
  grading.cases = parse_cases(kCases, "toy.cases", "toy").value();
  grading.seed = std::string(64, '5');
  grading.rounds = 1;
  return grading;
}

// A host that knows the answers by the words of a request.
std::string reply_to(const std::string& words, const std::string& call) {
  if (words.rfind("hello ", 0) == 0) return words + " 1";
  if (words.rfind("read ", 0) != 0) {
    return words.find(" add ") != std::string::npos && call == "throws" ? "threw 5b6164645d" : "ok";
  }
  if (call == "counts") return "int 3";
  const float sums[] = {11, 22};
  return "tensor f32 2 8\n" + std::string(reinterpret_cast<const char*>(sums), sizeof sums);
}

std::string replies_to(const Script& script, const Grading& grading) {
  std::string bytes;
  for (std::size_t i = 0; i < script.requests.size(); ++i) {
    std::string call;
    for (const Script::Part& part : script.parts) {
      if (i >= part.first && i < part.end) call = grading.cases[part.turn.index].name;
    }
    std::string reply = reply_to(script.requests[i].words, call);
    if (script.requests[i].words == "bye") reply = "bye " + script.nonce;
    bytes +=
        std::to_string(i + 1) + " " + reply + (reply.find('\n') == std::string::npos ? "\n" : "");
  }
  return bytes;
}

struct Judged {
  Grades grades;
  std::vector<std::string> failed;
  std::string first;
};

// After `alter` has had the bytes of each process.
template <class Alter>
Judged judged(Alter alter, int exit_code = 0) {
  const Grading grading = asked();
  std::vector<Told> told;
  const std::vector<Script> scripts = scripts_of(grading).value();
  for (const Script& script : scripts) {
    std::string bytes = replies_to(script, grading);
    alter(bytes, told.size());
    told.push_back({script, read_replies(bytes, script.requests.size()), Exited{exit_code}});
  }
  Judged result;
  result.grades = grade(graded_from(grading, told)).value();
  for (const Graded& one : result.grades.cases) {
    if (one.passed) continue;
    result.failed.push_back(one.name);
    if (result.first.empty()) result.first = one.findings.at(0).message;
  }
  return result;
}

TEST(ScriptTest, IsAFunctionOfTheSeed) {
  Grading other = asked();
  other.seed = std::string(64, '6');

  EXPECT_EQ(scripts_of(asked()).value().at(0).text(), scripts_of(asked()).value().at(0).text());
  EXPECT_NE(scripts_of(asked()).value().at(0).text(), scripts_of(other).value().at(0).text());
}

TEST(ScriptTest, BeginsWithHelloAndEndsWithBye) {
  const std::vector<Script> scripts = scripts_of(asked()).value();

  ASSERT_THAT(scripts, SizeIs(2));
  for (const Script& script : scripts) {
    EXPECT_EQ(script.requests.front().words, "hello " + script.nonce);
    EXPECT_EQ(script.requests.back().words, "bye");
    EXPECT_THAT(script.parts, SizeIs(3));
    EXPECT_THAT(script.text(), HasSubstr("1 hello " + script.nonce + "\n2 "));
  }
  EXPECT_NE(scripts[0].nonce, scripts[1].nonce);
}

TEST(RepliesTest, RightOnesPass) {
  const Judged result = judged([](std::string&, std::size_t) {});

  EXPECT_THAT(result.failed, IsEmpty()) << result.first;
  EXPECT_EQ(result.grades.isolation.rung, "elsewhere");
}

TEST(RepliesTest, AFlippedBitOfAValueIsFoundInEitherProcess) {
  for (const std::size_t process : {std::size_t{0}, std::size_t{1}}) {
    const Judged result = judged([&](std::string& bytes, std::size_t which) {
      const std::size_t at = bytes.find("tensor f32 2 8\n") + 15 + 2;
      if (which == process) bytes[at] = static_cast<char>(bytes[at] ^ 1);
    });

    EXPECT_THAT(result.failed, testing::ElementsAre("cuda_device/toy/adds")) << process;
  }
}

TEST(RepliesTest, ACallThatMustThrowAndDidNotIsFound) {
  const Judged result = judged([](std::string& bytes, std::size_t) {
    bytes.replace(bytes.find("threw 5b6164645d"), 16, "ok");
  });

  EXPECT_THAT(result.failed, testing::ElementsAre("cuda_device/toy/throws"));
  EXPECT_THAT(result.first, HasSubstr("did not throw"));
}

TEST(RepliesTest, ACallThatThrewElsewhereIsTold) {
  const Judged result = judged([](std::string& bytes, std::size_t which) {
    if (which != 0) return;
    const std::size_t at = bytes.find("ok\n", bytes.find("3 ok\n") + 5);
    bytes.replace(at, 2, "threw 5b636f70795d");
  });

  EXPECT_FALSE(result.failed.empty());
  EXPECT_THAT(result.first, HasSubstr("[copy]"));
}

TEST(RepliesTest, AHostThatEndedEarlyIsTold) {
  const Judged result = judged(
      [](std::string& bytes, std::size_t which) {
        if (which == 0) bytes.resize(bytes.find("tensor f32"));
      },
      139);

  EXPECT_THAT(result.failed, SizeIs(3));
  EXPECT_THAT(result.first, HasSubstr("exit 139"));
}

TEST(RepliesTest, RepliesToAnotherScriptOrNoneAtAllPassNothing) {
  EXPECT_THAT(judged([](std::string& bytes, std::size_t) { bytes.clear(); }).failed, SizeIs(3));
  EXPECT_THAT(judged([](std::string& bytes, std::size_t) {
                bytes.replace(bytes.find("hello ") + 6, 32, std::string(32, '0'));
              }).failed,
              SizeIs(3));
  EXPECT_THAT(
      judged([](std::string& bytes, std::size_t) { bytes.erase(0, bytes.find('\n') + 1); }).failed,
      SizeIs(3));
  EXPECT_THAT(judged([](std::string& bytes, std::size_t) { bytes += "99 ok\n"; }).failed,
              testing::Not(IsEmpty()));
}

TEST(RepliesTest, ATensorThatLiesAboutItsBytesIsNotRead) {
  for (const char* claim : {"tensor f32 2 9\n", "tensor f32 9x9 8\n", "tensor f33 2 8\n",
                            "tensor f32 2 18446744073709551615\n", "tensor f32 -2 8\n"}) {
    const Judged result = judged([&](std::string& bytes, std::size_t) {
      bytes.replace(bytes.find("tensor f32 2 8\n"), 15, claim);
    });

    EXPECT_FALSE(result.failed.empty()) << claim;
  }
}

TEST(RepliesTest, NoiseIsNoReplyAndHasNoEnd) {
  Stream noise("noise");
  for (int i = 0; i < 200; ++i) {
    const Judged result = judged([&](std::string& bytes, std::size_t) {
      for (int flips = 0; flips < 4; ++flips) {
        const auto at =
            static_cast<std::size_t>(noise.below(static_cast<std::int64_t>(bytes.size())));
        bytes[at] = static_cast<char>(noise.bits());
      }
    });
    EXPECT_THAT(result.grades.cases, SizeIs(3));
  }
}

}  // namespace
}  // namespace wright
