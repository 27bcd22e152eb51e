// The JSON that GoogleTest writes, read as what an untrusted program said.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "builder/test_program.h"

namespace wright {

struct ListedTest {
  std::string file;  // As compiled: "/src/tests/sum_test.cpp".
  int line = 0;
};

struct RanTest {
  TestState state = TestState::failed;
  std::vector<std::string> failures;
};

// `--gtest_list_tests --gtest_output=json:...`: by "Suite.Test".
Result<std::map<std::string, ListedTest>> listed_tests(const std::string& text);

// `--gtest_output=json:...`.
Result<std::map<std::string, RanTest>> ran_tests(const std::string& text);

}  // namespace wright
