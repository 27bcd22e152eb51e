#include "campaign/sample_library.h"

#include <fmt/format.h>

#include <array>

namespace wright {
namespace {

constexpr std::array kHeaders{"algorithm", "array",  "cmath",   "cstdint",  "functional", "limits",
                              "map",       "memory", "numeric", "optional", "set",        "sstream",
                              "stdexcept", "string", "utility", "variant",  "vector"};

std::string sample_function(const std::string& name, int number, int salt);
std::string sample_test(const std::string& library, int program, int tests);

}  // namespace

std::string sample_unit(const std::string& library, const std::string& name, int functions,
                        int salt) {
  std::string text;
  for (const char* header : kHeaders) text += fmt::format("#include <{}>\n", header);
  text += fmt::format("\nnamespace {} {{\n", library);
  for (int i = 0; i < functions; ++i) text += sample_function(name, i, salt);
  return text + "\n}\n";
}

std::map<std::string, std::string> sample_library(const std::string& library,
                                                  const SampleSize& size) {
  std::map<std::string, std::string> files;
  for (int i = 0; i < size.units; ++i) {
    const std::string name = fmt::format("unit_{}", i);
    files[fmt::format("src/{}.cpp", name)] = sample_unit(library, name, size.functions, 0);
  }
  for (int i = 0; i < size.test_programs; ++i) {
    files[fmt::format("tests/group_{}_test.cpp", i)] = sample_test(library, i, size.tests_of_each);
  }
  return files;
}

namespace {

std::string sample_function(const std::string& name, int number, int salt) {
  return fmt::format(
      "\nstd::string {0}_{1}(const std::vector<std::string>& words, int depth);\n"
      "std::string {0}_{1}(const std::vector<std::string>& words, int depth) {{\n"
      "  std::map<std::string, std::vector<int>> places;\n"
      "  for (std::size_t i = 0; i < words.size(); ++i) places[words[i]].push_back({2} + depth);\n"
      "  std::ostringstream text;\n"
      "  for (const auto& [word, where] : places) {{\n"
      "    text << word << ':' << std::accumulate(where.begin(), where.end(), {1}) << ' ';\n"
      "  }}\n"
      "  if (depth < 0) throw std::invalid_argument(\"{0}\");\n"
      "  return text.str();\n"
      "}}\n",
      name, number, salt);
}

std::string sample_test(const std::string& library, int program, int tests) {
  std::string text = fmt::format(
      "#include <gtest/gtest.h>\n\n#include <string>\n#include <vector>\n\nnamespace {} {{\n"
      "std::string unit_0_{}(const std::vector<std::string>& words, int depth);\n}}\n",
      library, program);
  for (int i = 0; i < tests; ++i) {
    text += fmt::format(
        "\nTEST(Group{0}, Case{1}) {{\n  const std::vector<std::string> words{{\"a\", \"b\"}};\n"
        "  EXPECT_EQ({2}::unit_0_{0}(words, {1}).size(), {2}::unit_0_{0}(words, {1}).size());\n"
        "  EXPECT_NE({2}::unit_0_{0}(words, {1}).find(\"a:\"), std::string::npos);\n}}\n",
        program, i, library);
  }
  return text;
}

}  // namespace
}  // namespace wright
