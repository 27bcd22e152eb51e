#include "frame/toolchain.h"

#include <fmt/format.h>

#include <chrono>

#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

void mount_if_there(Command& command, const fs::path& from, const std::string& at);

}  // namespace

Result<Command> command_of(const CheckRequest& request, const Tool& tool) {
  Command command;
  command.argv = tool.argv;
  command.environment = tool.environment;
  command.input = tool.input;
  command.limits = tool.limits;
  command.shows_gpu = tool.shows_gpu;
  if (tool.sees_candidate) {
    command.mounts.push_back({request.tree, "/src", false});
    for (const char* folder : {"host", "visible", "scaffold"}) {
      mount_if_there(command, request.spec / folder, std::string("/spec/") + folder);
    }
  }
  mount_if_there(command, request.share / "kit", "/kit");
  command.mounts.insert(command.mounts.end(), tool.mounts.begin(), tool.mounts.end());
  if (!tool.build.empty()) {
    if (!fs::exists(tool.build)) {
      TRY(make_directories(tool.build.parent_path()));
      TRY(make_private_directory(tool.build));
    }
    command.mounts.push_back({tool.build, "/build", true});
    command.directory = "/build";
  }
  if (!tool.directory.empty()) command.directory = tool.directory;
  return command;
}

std::unique_ptr<Runner> runner_of(const CheckRequest& request) {
  return make_local_runner(request.sandbox);
}

Result<RunReport> run_tool(const CheckRequest& request, const Tool& tool) {
  const Command command = TRY(command_of(request, tool));
  return runner_of(request)->run(command);
}

std::string describe(const Isolation& isolation) {
  std::vector<std::string> parts;
  for (const std::string& limit : isolation.polled) parts.push_back(limit + " polled");
  parts.insert(parts.end(), isolation.degraded.begin(), isolation.degraded.end());
  return parts.empty() ? isolation.rung : isolation.rung + ": " + join(parts, "; ");
}

Result<std::map<std::string, std::string>> versions_of(const CheckRequest& request,
                                                       const std::vector<std::string>& programs) {
  Tool tool;
  tool.argv = {
      "sh", "-c",
      R"sh(for p; do printf '%s\t%s\n' "$p" "$("$p" --version 2>/dev/null | head -n 1)"; done)sh",
      "versions"};
  tool.argv.insert(tool.argv.end(), programs.begin(), programs.end());
  tool.sees_candidate = false;
  tool.limits.wall = std::chrono::seconds(20);
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded()) {
    return Error{ErrorKind::unsupported,
                 fmt::format("no version can be asked for in the sandbox ({}): {}",
                             describe(report.outcome), said(report, 200))};
  }
  std::map<std::string, std::string> versions;
  for (const std::string& line : split(report.out, '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || tab + 1 == line.size()) continue;
    versions[line.substr(0, tab)] = escape_for_terminal(line.substr(tab + 1));
  }
  return versions;
}

Result<std::string> compiler_version(const CheckRequest& request, const std::string& compiler) {
  const auto versions = TRY(versions_of(request, {compiler}));
  const auto version = versions.find(compiler);
  if (version != versions.end()) return version->second;
  return Error{ErrorKind::unsupported, compiler + " does not run in the sandbox"};
}

std::string said(const RunReport& report, std::size_t bytes_max) {
  const std::string& text = trim(report.err).empty() ? report.out : report.err;
  return escape_for_terminal(head_and_tail(trim(text), bytes_max));
}

namespace {

void mount_if_there(Command& command, const fs::path& from, const std::string& at) {
  std::error_code failed;
  if (fs::exists(from, failed)) command.mounts.push_back({from, at, false});
}

}  // namespace
}  // namespace wright
