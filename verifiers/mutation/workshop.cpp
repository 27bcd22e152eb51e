#include "workshop.h"

#include <fmt/format.h>

#include "base/files.h"
#include "exec/collect.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kBuildWall{10};

// g++ looks for its compiler proper here first.  A variable that a change left
// unused is no reason not to ask the tests: warnings are the business of `build`.
constexpr const char* kWithoutWarnings =
    "#!/bin/sh\n"
    "exec \"$(COMPILER_PATH= g++ -print-prog-name=cc1plus)\" \"$@\" -w\n";

Result<void> copy_with_times(const fs::path& from, const fs::path& into);
Result<void> put_program(const fs::path& file, const std::string& bytes);
Error io_error(const fs::path& file, const std::error_code& failed);

}  // namespace

Result<Workshop> Workshop::open(const CheckRequest& request, const Finished& finished, int worker) {
  CheckRequest own = request;
  own.scratch = request.scratch / "mutation" / fmt::format("{}", worker);
  own.tree = own.scratch / "src";
  TRY(remove_tree(own.scratch));
  TRY(make_directories(own.tree));
  TRY(copy_with_times(request.tree, own.tree));
  TRY(make_directories(own.scratch / "quiet"));
  TRY(put_program(own.scratch / "quiet" / "cc1plus", kWithoutWarnings));
  return Workshop(std::move(own), finished);
}

Result<MadeMutant> Workshop::make(const Mutant& mutant, const std::string& source) {
  TRY(remove_tree(changes()));
  TRY(make_private_directory(changes()));
  const fs::path copy = request_.tree / mutant.file;
  std::error_code failed;
  const fs::file_time_type before = fs::last_write_time(copy, failed);
  if (failed) return io_error(copy, failed);
  TRY(place_file(copy, mutated(source, mutant.mutation)));
  Result<MadeMutant> made = built(mutant);
  TRY(place_file(copy, source));
  fs::last_write_time(copy, before, failed);
  if (failed) return io_error(copy, failed);
  return made;
}

// The objects first: where all are what they were, nothing else can differ.
Result<MadeMutant> Workshop::built(const Mutant& mutant) {
  const auto found = finished_.objects.find(mutant.file);
  if (found == finished_.objects.end()) return MadeMutant{Made::nothing_new, {}};
  const std::vector<std::string>& objects = found->second;
  if (!TRY(ninja(objects))) return MadeMutant{};
  MadeMutant made{Made::nothing_new, {}};
  std::string bytes;
  for (const std::string& object : objects) {
    if (TRY(changed(object, bytes))) made.made = Made::programs;
  }
  if (made.made == Made::nothing_new) return made;
  if (!TRY(ninja(finished_.programs))) return MadeMutant{};
  for (const std::string& program : finished_.programs) {
    if (!TRY(changed(program, bytes))) continue;
    const fs::path into =
        request_.scratch / (program == "host" ? "host" : "test." + program.substr(6));
    TRY(put_program(into, bytes));
    made.programs[program] = into;
  }
  return made;
}

// False: a compiler or the linker refuses.
Result<bool> Workshop::ninja(const std::vector<std::string>& targets) {
  Tool tool;
  tool.argv = {"ninja", "-C", "/build", "-j1", "--quiet"};
  tool.argv.insert(tool.argv.end(), targets.begin(), targets.end());
  tool.environment = {{"CCACHE_DISABLE", "1"}, {"COMPILER_PATH", "/quiet"}};
  tool.mounts = {{request_.scratch / "quiet", "/quiet", false}};
  tool.directory = "/build";
  tool.limits.wall = kBuildWall;
  Command command = TRY(command_of(request_, tool));
  command.overlay = Overlay{finished_.directory, changes(), "/build"};
  const RunReport report = TRY(runner_of(request_)->run(command));
  return report.succeeded();
}

// Whether this build wrote the file, and with other bytes than it had.
Result<bool> Workshop::changed(const std::string& path, std::string& bytes) const {
  const fs::path upper = changes() / "upper";
  std::error_code failed;
  if (!fs::exists(fs::symlink_status(upper / path, failed))) return false;
  bytes = TRY(collect_file(upper, path, kArtifactBytesMax));
  const Result<std::string> before = collect_file(finished_.directory, path, kArtifactBytesMax);
  return !before || *before != bytes;
}

namespace {

Result<void> copy_with_times(const fs::path& from, const fs::path& into) {
  for (const std::string& file : TRY(list_files(from))) {
    TRY(make_directories((into / file).parent_path()));
    std::error_code failed;
    fs::copy_file(from / file, into / file, failed);
    if (failed) return io_error(into / file, failed);
    fs::last_write_time(into / file, fs::last_write_time(from / file, failed), failed);
    if (failed) return io_error(into / file, failed);
  }
  return {};
}

Result<void> put_program(const fs::path& file, const std::string& bytes) {
  TRY(place_file(file, bytes));
  std::error_code failed;
  fs::permissions(file, fs::perms(0755), failed);
  if (failed) return io_error(file, failed);
  return {};
}

Error io_error(const fs::path& file, const std::error_code& failed) {
  return Error{ErrorKind::io, fmt::format("{}: {}", file.string(), failed.message())};
}

}  // namespace
}  // namespace wright
