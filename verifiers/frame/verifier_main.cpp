#include "frame/verifier_main.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kRequestBytesMax = 16U << 20U;

Result<std::string> read_standard_input();
Result<CheckReport> verified(const CheckRequest& request, Verify verify);
void hold_to_its_numbers(CheckReport& report);
int exit_code_of(CheckStatus status);

}  // namespace

int verifier_main(Verify verify) {
  std::signal(SIGPIPE, SIG_IGN);
  const Result<std::string> text = read_standard_input();
  if (!text) {
    fmt::print(stderr, "{}\n", text.error().message);
    return 2;
  }
  const Verified done = verify_text(*text, verify);
  fmt::print("{}\n", canonical(to_json(done.report)));
  return std::fflush(stdout) == 0 ? done.exit_code : 2;
}

CheckReport unavailable(const std::string& why) {
  CheckReport report;
  report.status = CheckStatus::unavailable;
  report.summary = why;
  return report;
}

Verified verify_text(const std::string& request, Verify verify) {
  const SystemClock clock;
  const std::int64_t start_ms = clock.steady_ms();
  const Result<nlohmann::json> value = parse_json(request, kRequestBytesMax);
  const Result<CheckRequest> read =
      value ? check_request_from_json(*value) : Result<CheckRequest>(value.error());
  Result<CheckReport> report = read ? verified(*read, verify) : Result<CheckReport>(read.error());
  Verified done;
  if (report) {
    done.report = std::move(report).value();
    hold_to_its_numbers(done.report);
  } else {
    done.report.summary = report.error().message;
  }
  if (read) done.report.check = read->check;
  done.report.duration_ms = clock.steady_ms() - start_ms;
  done.exit_code = exit_code_of(done.report.status);
  return done;
}

namespace {

Result<std::string> read_standard_input() {
  std::string text;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::read(0, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorKind::io, "standard input cannot be read"};
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
    if (text.size() > kRequestBytesMax) {
      return Error{ErrorKind::protocol, "the check request is larger than 16 MiB"};
    }
  }
}

// Our libraries return their errors; what the standard library throws is an
// Error of this check.
Result<CheckReport> verified(const CheckRequest& request, Verify verify) {
  try {
    return verify(request);
  } catch (const std::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("the check threw: {}", fault.what())};
  }
}

void hold_to_its_numbers(CheckReport& report) {
  TestTally& tests = report.tests;
  std::sort(tests.names.begin(), tests.names.end());
  const bool has_error =
      std::any_of(report.findings.begin(), report.findings.end(),
                  [](const Finding& finding) { return finding.severity == Severity::error; });
  const bool adds_up = tests.failed == 0 && tests.skipped == 0 && tests.run == tests.passed &&
                       tests.run >= tests.expected;
  if (report.status == CheckStatus::pass && (has_error || !adds_up)) {
    report.status = CheckStatus::broken;
    report.summary = "a pass that its own numbers deny: " + report.summary;
  }
}

int exit_code_of(CheckStatus status) {
  if (status == CheckStatus::pass) return 0;
  return status == CheckStatus::fail ? 1 : 2;
}

}  // namespace
}  // namespace wright
