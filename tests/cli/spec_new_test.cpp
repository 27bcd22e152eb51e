// `spec new` writes a spec that works as it stands.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

TEST(SpecNewTest, WhatItWritesLintsClean) {
  const Repository repository;
  const Ran made = test::tensorwright(repository.path(), "spec new hello");
  ASSERT_EQ(made.exit_code, 0) << made.out;

  for (const char* arguments :
       {"spec lint specs/hello", "spec graph specs/hello", "spec coverage specs/hello"}) {
    const Ran ran = test::tensorwright(repository.path(), arguments);
    EXPECT_EQ(ran.exit_code, 0) << arguments << ": " << ran.out;
  }
}

TEST(SpecNewTest, TheTaskThatItNamesCanBeOpened) {
  const Repository repository;
  const Ran made = test::tensorwright(repository.path(), "spec new hello --into mine");
  const std::size_t at = made.out.find("attempt open --spec mine/hello --task ");
  ASSERT_NE(at, std::string::npos) << made.out;
  const std::string command = made.out.substr(at, made.out.find("  ", at) - at);

  const Ran opened = test::tensorwright(repository.path(), command);

  EXPECT_EQ(opened.exit_code, 0) << opened.out;
  EXPECT_TRUE(test::holds(opened.out, "attempt: hello.")) << opened.out;
}

TEST(SpecNewTest, NothingIsOverwrittenAndABadNameMakesNothing) {
  const Repository repository;
  ASSERT_EQ(test::tensorwright(repository.path(), "spec new hello").exit_code, 0);

  EXPECT_TRUE(
      fails_with(test::tensorwright(repository.path(), "spec new hello"), 2, "is there already"));
  for (const char* name : {"Hello", "../evil", "a-b", "''", "1st", "a/b"}) {
    const Ran ran = test::tensorwright(repository.path(), std::string("spec new ") + name);
    EXPECT_TRUE(fails_with(ran, 2, "is no name for a spec")) << name;
  }
  EXPECT_EQ(test::run_line(repository.path(), "ls specs").out, "hello\n");
}

}  // namespace
}  // namespace wright
