#include "second_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "builder/diagnostics.h"
#include "core/json.h"
#include "exec/collect.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kCommandsBytesMax = 16 << 20;

// What clang++ is told, one shell line each.
struct Reading {
  std::vector<std::string> precompile;  // Headers that it has not precompiled yet.
  std::vector<std::string> units;
};

Result<Reading> reading_of(const BuiltTree& built, const ReachedUnits& reached, Headers headers);
Result<RunReport> run_lines(const CheckRequest& request, const BuiltTree& built,
                            const std::vector<std::string>& lines);
std::vector<std::string> words_of(const std::string& command);
std::string output_of(const std::string& command);
std::string take_precompiled(std::vector<std::string>& words);
std::string line_of(const std::vector<std::string>& words);

}  // namespace

Result<SecondCompiler> check_with_clang(const CheckRequest& request, const BuiltTree& built,
                                        const ReachedUnits& reached, Headers headers) {
  SecondCompiler second;
  const Result<std::string> version = compiler_version(request, "clang++");
  if (!version) return second;
  second.version = *version;
  const Reading reading = TRY(reading_of(built, reached, headers));
  second.units = reading.units.size();
  if (!reading.precompile.empty()) TRY(run_lines(request, built, reading.precompile));
  if (reading.units.empty()) return second;
  const RunReport report = TRY(run_lines(request, built, reading.units));
  if (!report.succeeded()) {
    second.findings = diagnostics_of(report.out + "\n" + report.err, "build.clang");
  }
  return second;
}

namespace {

Result<RunReport> run_lines(const CheckRequest& request, const BuiltTree& built,
                            const std::vector<std::string>& lines) {
  Tool tool;
  tool.build = built.directory;
  tool.argv = {"xargs", "-P", "2", "-d", "\\n", "-n", "1", "sh", "-c"};
  tool.input = join(lines, "\n") + "\n";
  tool.limits.wall = std::chrono::minutes(10);
  return run_tool(request, tool);
}

Result<Reading> reading_of(const BuiltTree& built, const ReachedUnits& reached, Headers headers) {
  const std::string text =
      TRY(collect_file(built.directory, "compile_commands.json", kCommandsBytesMax));
  const json list = TRY(parse_json(text));
  Reading reading;
  std::set<std::string> precompiled;
  try {
    for (const json& entry : list) {
      const auto file = entry.at("file").get<std::string>();
      const bool is_ours = file.rfind("/src/", 0) == 0;  // Not what CMake generates.
      if (!is_ours) continue;
      const auto command = entry.at("command").get<std::string>();
      std::vector<std::string> words = words_of(command);
      if (words.empty()) continue;
      const std::string header = take_precompiled(words);
      const std::string made = header + ".pch";
      const bool uses_it = headers == Headers::precompiled && !header.empty();
      std::error_code failed;
      const fs::path outside = built.directory / fs::path(made).lexically_relative("/build");
      const bool is_there = uses_it && fs::exists(outside, failed);
      if (uses_it && !is_there && precompiled.insert(header).second) {
        std::vector<std::string> making(words.begin(), std::find(words.begin(), words.end(), "-c"));
        making.insert(making.end(), {"-x", "c++-header", header, "-o", made});
        reading.precompile.push_back("clang++ -w " + join(making, " "));
      }
      if (!reached.has(file, output_of(command))) continue;
      if (uses_it) words.insert(words.begin(), {"-include-pch", made});
      reading.units.push_back(line_of(words));
    }
  } catch (const json::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("compile_commands.json: {}", fault.what())};
  }
  return reading;
}

std::string output_of(const std::string& command) {
  const std::vector<std::string> words = split(command, ' ');
  const auto option = std::find(words.begin(), words.end(), "-o");
  return option == words.end() || option + 1 == words.end() ? "" : option[1];
}

// CMake wrote "[ccache] g++ FLAGS -o X -c FILE"; what stays is "FLAGS -c FILE".  Of
// another compiler's command, such as nvcc's, nothing.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words = split(command, ' ');
  const auto is_driver = [](const std::string& word) {
    const std::string name = fs::path(word).filename().string();
    return name == "g++" || name == "c++" || name == "clang++";
  };
  const auto driver = std::find_if(words.begin(), words.end(), is_driver);
  if (driver == words.end()) return {};
  words.erase(words.begin(), driver + 1);
  const auto output = std::find(words.begin(), words.end(), "-o");
  if (output != words.end() && output + 1 != words.end()) words.erase(output, output + 2);
  return words;
}

// Takes the header that a gate build precompiles for the other compiler out of
// the words; empty where there is none.
std::string take_precompiled(std::vector<std::string>& words) {
  for (auto at = words.begin(); at != words.end() && at + 1 != words.end(); ++at) {
    if (*at != "-include" || (at + 1)->find("/cmake_pch.hxx") == std::string::npos) continue;
    const std::string header = *(at + 1);
    words.erase(at, at + 2);
    return header;
  }
  return "";
}

std::string line_of(const std::vector<std::string>& words) {
  return "clang++ -fsyntax-only -Werror -Wno-unknown-warning-option "
         "-Wno-unused-command-line-argument " +
         join(words, " ");
}

}  // namespace
}  // namespace wright
