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

std::set<std::string> changed_units(const CheckRequest& request, bool& all);
Result<std::vector<std::string>> commands_for(const CheckRequest& request, const BuiltTree& built);
std::string as_syntax_check(const std::string& command);

}  // namespace

Result<SecondCompiler> check_with_clang(const CheckRequest& request, const BuiltTree& built) {
  SecondCompiler second;
  const Result<std::string> version = compiler_version(request, "clang++");
  if (!version) return second;
  second.version = *version;
  const std::vector<std::string> commands = TRY(commands_for(request, built));
  second.units = commands.size();
  if (commands.empty()) return second;
  Tool tool;
  tool.build = built.directory;
  tool.argv = {"xargs", "-P", "2", "-d", "\\n", "-n", "1", "sh", "-c"};
  tool.input = join(commands, "\n") + "\n";
  tool.limits.wall = std::chrono::minutes(10);
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded()) {
    second.findings = diagnostics_of(report.out + "\n" + report.err, "build.clang");
  }
  return second;
}

namespace {

Result<std::vector<std::string>> commands_for(const CheckRequest& request, const BuiltTree& built) {
  const std::string text =
      TRY(collect_file(built.directory, "compile_commands.json", kCommandsBytesMax));
  const json list = TRY(parse_json(text));
  bool all = false;
  const std::set<std::string> units = changed_units(request, all);
  std::vector<std::string> commands;
  try {
    for (const json& entry : list) {
      const auto file = entry.at("file").get<std::string>();
      const bool is_ours = file.rfind("/src/", 0) == 0;  // Not what CMake generates.
      if (!is_ours || (!all && units.count(file) == 0)) continue;
      commands.push_back(as_syntax_check(entry.at("command").get<std::string>()));
    }
  } catch (const json::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("compile_commands.json: {}", fault.what())};
  }
  return commands;
}

std::set<std::string> changed_units(const CheckRequest& request, bool& all) {
  static const std::set<std::string> kUnits{".cpp", ".cc", ".cxx"};
  std::set<std::string> units;
  for (const ChangedFile& file : request.changes) {
    const bool is_unit = kUnits.count(fs::path(file.path).extension().string()) > 0;
    if (is_unit) units.insert("/src/" + file.path);
    if (!is_unit) all = true;
  }
  return units;
}

// CMake wrote "[ccache] g++ FLAGS -o X -c FILE".
std::string as_syntax_check(const std::string& command) {
  std::vector<std::string> words = split(command, ' ');
  const auto is_driver = [](const std::string& word) {
    const std::string name = fs::path(word).filename().string();
    return name == "g++" || name == "c++" || name == "clang++";
  };
  const auto driver = std::find_if(words.begin(), words.end(), is_driver);
  if (driver != words.end()) words.erase(words.begin(), driver + 1);
  // Precompiled by the other compiler; what a unit needs, it includes itself.
  for (auto at = words.begin(); at != words.end();) {
    const bool is_precompiled = *at == "-include" && at + 1 != words.end() &&
                                (at + 1)->find("/cmake_pch.hxx") != std::string::npos;
    at = is_precompiled ? words.erase(at, at + 2) : at + 1;
  }
  const auto output = std::find(words.begin(), words.end(), "-o");
  if (output != words.end() && output + 1 != words.end()) words.erase(output, output + 2);
  return "clang++ -fsyntax-only -Werror -Wno-unknown-warning-option "
         "-Wno-unused-command-line-argument " +
         join(words, " ");
}

}  // namespace
}  // namespace wright
