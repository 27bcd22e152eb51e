#include "adversarial/prepared_bench.h"

#include <fmt/format.h>

#include "exec/program.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

// A fault may make a check wait for ever; without one, a loaded machine may need minutes to build.
constexpr std::chrono::seconds kCheckWall{300};

Result<void> copy_tree(const fs::path& from, const fs::path& into);

}  // namespace

PreparedBench::PreparedBench(TempDirectory around, const Workspace& workspace,
                             const fs::path& libexec)
    : around_(std::move(around)),
      bench_(workspace, around_.path() / "bench",
             {WRIGHT_SOURCE_DIR, libexec, fs::path(WRIGHT_BUILD_DIR) / "share",
              fs::path(WRIGHT_BUILD_DIR) / "bin" / "wright-sandbox",
              fs::path(WRIGHT_BUILD_DIR) / "tests" / "check_cache", kCheckWall}) {}

Result<PreparedBench> PreparedBench::make(const Workspace& workspace, const fs::path& libexec) {
  TempDirectory around = TRY(TempDirectory::make(fs::temp_directory_path(), "faulty-"));
  PreparedBench prepared(std::move(around), workspace, libexec);
  const fs::path& folder = prepared.around_.path();
  TRY(make_directories(folder / "bench"));
  prepared.ended_before_ = TRY(prepared.bench_.prepare());
  TRY(copy_tree(folder / "bench", folder / "as_prepared"));
  return prepared;
}

Result<bool> PreparedBench::is_red(const fs::path& libexec) {
  if (ended_before_) return !bench_.is_as_expected(*ended_before_);
  TRY(put_back());
  bench_.use_checks_in(libexec);
  const Result<CheckReport> report = bench_.run();
  if (!report) return true;
  const bool is_missing = report->status == CheckStatus::unavailable;
  return !(is_missing && bench_.may_be_unavailable()) && !bench_.is_as_expected(*report);
}

Result<void> PreparedBench::put_back() {
  TRY(remove_tree(around_.path() / "bench"));
  return copy_tree(around_.path() / "as_prepared", around_.path() / "bench");
}

namespace {

// With times and modes, on which builds depend.
Result<void> copy_tree(const fs::path& from, const fs::path& into) {
  ProgramRequest request;
  request.argv = {"/bin/cp", "-a", "--reflink=auto", from.string(), into.string()};
  const ProgramReport ran = TRY(run_program(request));
  if (ran.exit_code == 0) return {};
  return Error{ErrorKind::io, fmt::format("cannot copy {}: {}", from.string(), ran.err)};
}

}  // namespace
}  // namespace wright::adversarial
