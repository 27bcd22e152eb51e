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
constexpr std::chrono::minutes kCompileWall{
    10};  // Dozens of units one after the other, and the machine may be busy.

constexpr const char* kTorchHeader = "/usr/include/torch/csrc/autograd/variable.h";
constexpr const char* kTorchLibraries[] = {"/usr/lib/x86_64-linux-gnu/libtorch_cpu.so",
                                           "/usr/lib/aarch64-linux-gnu/libtorch_cpu.so"};

// A program of ours that speaks the protocol: every .cpp of a folder.
struct Speaker {
  fs::path folder;
  std::string name;                // For messages.
  std::vector<std::string> flags;  // Besides those of the oracle.
  std::string identity;            // Of what is linked.
};

std::optional<fs::path> torch_library();
Result<std::optional<fs::path>> build_speaker(const CheckRequest& request, const Speaker& speaker);
Result<std::string> digest_of_sources(const fs::path& folder,
                                      const std::vector<std::string>& files);
Result<void> compile(const CheckRequest& request, const Speaker& speaker,
                     const std::vector<std::string>& sources, const fs::path& into);

}  // namespace

const char* const kNoTorch = "libtorch-dev is not installed: apt-get install libtorch-dev";

Result<std::optional<fs::path>> build_oracle(const CheckRequest& request) {
  return build_speaker(request,
                       {request.spec / "held_out" / "oracle", "held_out/oracle", {"-O2"}, ""});
}

Result<std::optional<fs::path>> build_torch_host(const CheckRequest& request) {
  std::error_code failed;
  const std::optional<fs::path> library = torch_library();
  if (!fs::exists(kTorchHeader, failed) || !library) return std::optional<fs::path>();
  const std::string identity =
      fmt::format("{} {}", library->string(), fs::file_size(*library, failed));
  return build_speaker(request, {request.share / "torch_host",
                                 "the host of PyTorch",
                                 {"-O1", "-isystem/usr/include/torch/csrc/api/include", "-ltorch",
                                  "-ltorch_cpu", "-lc10"},
                                 identity});
}

std::string torch_libraries() {
  const std::optional<fs::path> library = torch_library();
  if (!library) return "";
  std::error_code failed;
  const fs::path blas = fs::canonical(library->parent_path() / "libblas.so.3", failed);
  const std::string from = failed ? "unknown" : blas.parent_path().filename().string();
  return fmt::format("{}, BLAS of {}", library->filename().string(), from);
}

StartHost host_starter(const CheckRequest& request, const fs::path& program,
                       const HostSetting& setting) {
  const std::shared_ptr<Runner> runner = runner_of(request);
  Command command;
  command.argv = setting.started_by;
  command.argv.push_back(setting.at);
  command.argv.insert(command.argv.end(), setting.arguments.begin(), setting.arguments.end());
  command.mounts = setting.mounts;
  command.mounts.push_back({program, setting.at, false});
  command.directory = setting.directory;
  command.surroundings = setting.surroundings;
  command.shows_gpu = setting.shows_gpu;
  command.environment = setting.environment;
  command.limits.processors = setting.processors;
  command.limits.wall = std::chrono::minutes(10);
  command.limits.output_total_bytes = 16LL << 30;
  return [runner, command] { return runner->start(command); };
}

namespace {

// The file that the link names: its name has the version.
std::optional<fs::path> torch_library() {
  for (const char* link : kTorchLibraries) {
    std::error_code failed;
    const fs::path library = fs::canonical(link, failed);
    if (!failed) return library;
  }
  return std::nullopt;
}

Result<std::optional<fs::path>> build_speaker(const CheckRequest& request, const Speaker& speaker) {
  std::error_code failed;
  if (!fs::is_directory(speaker.folder, failed)) return std::optional<fs::path>();
  const std::vector<std::string> files = TRY(list_files(speaker.folder));
  std::vector<std::string> sources;
  for (const std::string& file : files) {
    if (fs::path(file).extension() == ".cpp") sources.push_back("/oracle/" + file);
  }
  if (sources.empty()) return std::optional<fs::path>();
  const fs::path kit = request.share / "kit";
  std::string identity = TRY(digest_of_sources(speaker.folder, files));
  const std::vector<std::string> kit_files = TRY(list_files(kit));
  identity += TRY(digest_of_sources(kit, kit_files));
  identity += TRY(compiler_version(request, "g++")) + speaker.identity;
  const fs::path program = request.cache / "oracles" / sha256_hex(identity);
  if (!request.use_caches || !fs::exists(program, failed)) {
    TRY(compile(request, speaker, sources, program));
  }
  return std::optional<fs::path>(program);
}

Result<std::string> digest_of_sources(const fs::path& folder,
                                      const std::vector<std::string>& files) {
  std::string identity;
  for (const std::string& file : files) {
    const std::string bytes = TRY(read_file(folder / file));
    identity += file + " " + sha256_hex(bytes) + "\n";
  }
  return sha256_hex(identity);
}

Result<void> compile(const CheckRequest& request, const Speaker& speaker,
                     const std::vector<std::string>& sources, const fs::path& into) {
  TRY(make_directories(request.scratch));
  TRY(make_directories(into.parent_path()));
  const TempDirectory build = TRY(TempDirectory::make(request.scratch, "oracle-"));
  Tool tool;
  tool.build = build.path() / "build";
  tool.sees_candidate = false;
  tool.mounts = {{speaker.folder, "/oracle", false}};
  tool.limits.wall = kCompileWall;
  tool.argv = {"g++", "-std=c++20", "-I/kit", "-o", "/build/oracle"};
  tool.argv.insert(tool.argv.end(), sources.begin(), sources.end());
  tool.argv.insert(tool.argv.end(), speaker.flags.begin(), speaker.flags.end());
  const RunReport report = TRY(run_tool(request, tool));
  if (!report.succeeded()) {
    return Error{ErrorKind::spec, fmt::format("{} does not compile ({}): {}", speaker.name,
                                              describe(report.outcome), said(report))};
  }
  const std::string bytes = TRY(collect_file(tool.build, "oracle", kOracleBytesMax));
  // Whole and executable before another judging sees it.
  const fs::path fresh = into.string() + "." + random_hex(8);
  TRY(write_file(fresh, bytes));
  std::error_code failed;
  fs::permissions(fresh, fs::perms(0755), failed);
  if (!failed) fs::rename(fresh, into, failed);
  if (failed) return Error{ErrorKind::io, into.string() + ": " + failed.message()};
  return {};
}

}  // namespace
}  // namespace wright
