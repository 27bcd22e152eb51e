#include "exec/gzip.h"

#include <fmt/format.h>

#include "exec/program.h"

namespace wright {
namespace {

constexpr const char* kGzip = "/usr/bin/gzip";
constexpr std::chrono::minutes kGzipTimeMax{2};
constexpr std::int64_t kPackedBytesMax = 1LL << 30;

Result<ProgramReport> run_gzip(const char* how, const std::string& bytes, std::int64_t bytes_max) {
  ProgramRequest request;
  request.argv = {kGzip, how};
  request.input = bytes;
  request.wall = kGzipTimeMax;
  request.output_bytes_max = bytes_max;
  return run_program(request);
}

}  // namespace

Result<std::string> gzipped(const std::string& bytes) {
  ProgramReport report = TRY(run_gzip("-nc", bytes, kPackedBytesMax));
  if (report.exit_code == 0 && !report.truncated && !report.timed_out) return std::move(report.out);
  return Error{ErrorKind::io,
               fmt::format("{} does not work here (exit {})", kGzip, report.exit_code)};
}

Result<std::string> gunzipped(const std::string& bytes, std::int64_t bytes_max) {
  ProgramReport report = TRY(run_gzip("-dc", bytes, bytes_max));
  if (report.truncated) {
    return Error{ErrorKind::usage, fmt::format("unpacks to more than {} MB", bytes_max >> 20)};
  }
  if (report.exit_code == 0 && !report.timed_out) return std::move(report.out);
  return Error{ErrorKind::usage, "is no whole file of gzip's"};
}

}  // namespace wright
