// A library to measure with: of the size of a real one, and made to the line.
#pragma once

#include <map>
#include <string>

namespace wright {

struct SampleSize {
  int units = 12;          // Beside the unit that changes.
  int functions = 24;      // Of each unit, about ten lines each.
  int test_programs = 20;  // Source files of tests.
  int tests_of_each = 10;
};

// The text of src/<name>.cpp, with 17 standard headers.  Another `salt` is
// another text of the same length to compile.
[[nodiscard]] std::string sample_unit(const std::string& library, const std::string& name,
                                      int functions, int salt);

// Path below the target to text, for a library whose build files glob src/*.cpp
// and tests/*_test.cpp.
[[nodiscard]] std::map<std::string, std::string> sample_library(const std::string& library,
                                                                const SampleSize& size);

}  // namespace wright
