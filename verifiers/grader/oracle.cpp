#include "grader/oracle.h"

#include <fmt/format.h>

#include <chrono>

#include "base/files.h"
#include "base/hash.h"
#include "exec/collect.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kOracleBytesMax = 256 << 20;

Result<std::string> digest_of_sources(const fs::path& folder,
                                      const std::vector<std::string>& files);
Result<void> compile(const CheckRequest& request, const std::vector<std::string>& sources,
                     const fs::path& into);

}  // namespace

Result<std::optional<fs::path>> build_oracle(const CheckRequest& request) {
  const fs::path folder = request.spec / "held_out" / "oracle";
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) return std::optional<fs::path>();
  const std::vector<std::string> files = TRY(list_files(folder));
  std::vector<std::string> sources;
  for (const std::string& file : files) {
    if (fs::path(file).extension() == ".cpp") sources.push_back("/oracle/" + file);
  }
  if (sources.empty()) return std::optional<fs::path>();
  const fs::path kit = request.share / "kit";
  std::string identity = TRY(digest_of_sources(folder, files));
  const std::vector<std::string> kit_files = TRY(list_files(kit));
  identity += TRY(digest_of_sources(kit, kit_files));
  identity += TRY(compiler_version(request, "g++"));
  const fs::path program = request.cache / "oracles" / sha256_hex(identity);
  if (!request.use_caches || !fs::exists(program, failed)) {
    TRY(compile(request, sources, program));
  }
  return std::optional<fs::path>(program);
}

StartHost host_starter(const CheckRequest& request, const fs::path& program,
                       const std::vector<std::string>& arguments,
                       const std::map<std::string, std::string>& environment) {
  const std::shared_ptr<Runner> runner = runner_of(request);
  Command command;
  command.argv = {"/host/program"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.mounts = {{program, "/host/program", false}};
  command.environment = environment;
  command.limits.wall = std::chrono::minutes(10);
  command.limits.output_total_bytes = 16LL << 30;
  return [runner, command] { return runner->start(command); };
}

namespace {

Result<std::string> digest_of_sources(const fs::path& folder,
                                      const std::vector<std::string>& files) {
  std::string identity;
  for (const std::string& file : files) {
    const std::string bytes = TRY(read_file(folder / file));
    identity += file + " " + sha256_hex(bytes) + "\n";
  }
  return sha256_hex(identity);
}

Result<void> compile(const CheckRequest& request, const std::vector<std::string>& sources,
                     const fs::path& into) {
  TRY(make_directories(request.scratch));
  TRY(make_directories(into.parent_path()));
  const TempDirectory build = TRY(TempDirectory::make(request.scratch, "oracle-"));
  Tool tool;
  tool.build = build.path() / "build";
  tool.sees_candidate = false;
  tool.mounts = {{request.spec / "held_out" / "oracle", "/oracle", false}};
  tool.argv = {"g++", "-std=c++20", "-O2", "-I/kit", "-o", "/build/oracle"};
  tool.argv.insert(tool.argv.end(), sources.begin(), sources.end());
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded()) {
    return Error{ErrorKind::spec, fmt::format("held_out/oracle does not compile ({}): {}",
                                              describe(report.outcome), said(report))};
  }
  const std::string bytes = TRY(collect_file(tool.build, "oracle", kOracleBytesMax));
  TRY(write_file(into, bytes));
  std::error_code failed;
  fs::permissions(into, fs::perms(0755), failed);
  if (failed) return Error{ErrorKind::io, into.string() + ": " + failed.message()};
  return {};
}

}  // namespace
}  // namespace wright
