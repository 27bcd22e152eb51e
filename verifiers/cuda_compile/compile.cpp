#include "compile.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <future>

#include "base/files.h"
#include "base/hash.h"
#include "cubin.h"
#include "exec/collect.h"
#include "frame/cuda_toolkit.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int kWorkers = 2;
constexpr std::chrono::minutes kUnitWall{10};  // Of one cubin, on a busy machine.
constexpr std::chrono::minutes kAllWall{40};   // Then no more are begun.
constexpr std::int64_t kCubinBytesMax = 256LL << 20;
constexpr std::int64_t kOutputBytes = 4LL << 20;

// What the workers share: each takes the next cubin until none is left.
struct Bench {
  const CheckRequest& request;
  const Plan& plan;
  Tool tool;  // All but the words that differ.
  std::vector<Compiled> all;
  steady_clock::time_point until;
  std::atomic<std::size_t> next{0};
};

Result<Tool> tool_for(const CheckRequest& request, const fs::path& toolkit);
Result<void> work(Bench& bench);
Result<void> compile(const Bench& bench, std::size_t index, Compiled& one);
std::vector<std::string> words_of(const Bench& bench, const Compiled& one, const std::string& into);

}  // namespace

Result<std::vector<Compiled>> compile_all(const CheckRequest& request, const Plan& plan,
                                          const fs::path& toolkit,
                                          const std::vector<std::string>& units) {
  Bench bench{request, plan, TRY(tool_for(request, toolkit)), {}, steady_clock::now() + kAllWall};
  for (const std::string& unit : units) {
    for (const int architecture : plan.architectures) {
      Compiled one;
      one.unit = unit;
      one.architecture = architecture;
      bench.all.push_back(std::move(one));
    }
  }
  std::vector<std::future<Result<void>>> working;
  for (int worker = 0; worker < kWorkers; ++worker) {
    working.push_back(std::async(std::launch::async, work, std::ref(bench)));
  }
  Result<void> all;
  for (std::future<Result<void>>& one : working) {
    Result<void> end = one.get();
    if (!end) all = std::move(end);
  }
  TRY(all);
  return std::move(bench.all);
}

namespace {

Result<Tool> tool_for(const CheckRequest& request, const fs::path& toolkit) {
  Tool tool;
  tool.build = request.scratch / "cubins";
  TRY(remove_tree(tool.build));
  TRY(make_directories(request.scratch));
  TRY(make_private_directory(tool.build));
  tool.limits.wall = kUnitWall;
  tool.limits.output_kept_bytes = kOutputBytes;
  tool.mounts.push_back(toolkit_mount(toolkit));
  std::error_code failed;
  if (!request.use_caches || !fs::exists("/usr/bin/ccache", failed)) return tool;
  const fs::path cache = request.cache / "ccache";
  if (!fs::exists(cache)) {
    TRY(make_directories(request.cache));
    TRY(make_private_directory(cache));
  }
  tool.mounts.push_back({cache, "/ccache", true});
  tool.environment = {{"CCACHE_DIR", "/ccache"},
                      {"CCACHE_MAXSIZE", "2G"},
                      {"CCACHE_COMPILERCHECK", "%compiler% --version"}};
  return tool;
}

Result<void> work(Bench& bench) {
  for (std::size_t i = bench.next++; i < bench.all.size(); i = bench.next++) {
    if (steady_clock::now() < bench.until) {
      TRY(compile(bench, i, bench.all[i]));
    } else {
      bench.all[i].limit = fmt::format("{} minutes for all files", kAllWall.count());
    }
  }
  return {};
}

Result<void> compile(const Bench& bench, std::size_t index, Compiled& one) {
  const std::string name = fmt::format("{}.sm_{}.cubin", index, one.architecture);
  Tool tool = bench.tool;
  tool.argv = words_of(bench, one, "/build/" + name);
  const RunReport report = TRY(run_tool(bench.request, tool));
  one.output = report.out + "\n" + report.err;
  one.sandbox = describe(report.isolation);
  if (std::holds_alternative<LimitHit>(report.outcome)) one.limit = describe(report.outcome);
  if (report.truncated) one.limit = "the size of its output";
  one.succeeded = report.succeeded() && one.limit.empty();
  if (!one.succeeded) return {};
  const std::string cubin = TRY(collect_file(tool.build, name, kCubinBytesMax));
  one.digest = Digest{sha256_hex(cubin)};
  one.kernels = TRY(kernels_of_cubin(cubin));
  return {};
}

// `-c` beside `-cubin` says the same twice, but ccache keeps only what is compiled with `-c`.
std::vector<std::string> words_of(const Bench& bench, const Compiled& one,
                                  const std::string& into) {
  std::vector<std::string> words;
  if (bench.tool.environment.count("CCACHE_DIR") > 0) words.emplace_back("ccache");
  words.insert(words.end(), {std::string(kToolkitInside) + "/bin/nvcc", "-c", "-cubin",
                             fmt::format("-arch=sm_{}", one.architecture), "-std=c++20", "-O3"});
  for (const std::string& folder : bench.plan.include) words.push_back("-I/src/" + folder);
  words.insert(words.end(),
               {"-Werror=all-warnings", "-Xptxas", "-v", "/src/" + one.unit, "-o", into});
  return words;
}

}  // namespace
}  // namespace wright
