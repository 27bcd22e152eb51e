#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "cpp/cpp_files.h"
#include "fixtures.h"
#include "frame/verifier_main.h"
#include "policy.h"

namespace wright {
namespace {

constexpr std::int64_t kSourceBytesMax = 4 << 20;
constexpr std::size_t kFindingsMax = 100;

Result<CheckReport> verify(const CheckRequest& request);
Findings check_source(const Source& source, const Policy& policy, const Fixtures& fixtures,
                      const std::filesystem::path& tree);
Source source_of(const std::string& path, std::string text, const Policy& policy);
CheckReport report_of(Findings findings, std::size_t files, std::int64_t bytes);

Result<CheckReport> verify(const CheckRequest& request) {
  const Policy policy = TRY(policy_of(request.config));
  const Fixtures fixtures = policy.fixtures ? TRY(fixtures_of(request)) : Fixtures{};
  Findings findings = TRY(check_scope(request));
  std::int64_t bytes = 0;
  for (const ChangedFile& change : request.changes) {
    if (change.change == Change::deleted) continue;
    Result<std::string> text = read_file(request.tree / change.path, kSourceBytesMax);
    if (!text) {
      findings.push_back(fault("size.bytes", change.path, 0, text.error().message));
      continue;
    }
    bytes += static_cast<std::int64_t>(text->size());
    const Source source = source_of(change.path, std::move(text).value(), policy);
    const Findings more = check_source(source, policy, fixtures, request.tree);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  const auto files = static_cast<int>(request.changes.size());
  if (files > policy.patch_files_max) {
    findings.push_back(fault(
        "size.files", "", 0,
        fmt::format("the patch changes {} files, {} allowed", files, policy.patch_files_max)));
  }
  if (bytes > policy.patch_bytes_max) {
    findings.push_back(
        fault("size.bytes", "", 0,
              fmt::format("the patch has {} bytes, {} allowed", bytes, policy.patch_bytes_max)));
  }
  return report_of(std::move(findings), request.changes.size(), bytes);
}

Findings check_source(const Source& source, const Policy& policy, const Fixtures& fixtures,
                      const std::filesystem::path& tree) {
  Findings all = check_text(source);
  const auto add = [&](const Findings& more) { all.insert(all.end(), more.begin(), more.end()); };
  add(check_size(source, policy));
  if (!source.is_cpp) return all;
  add(check_names(source, policy));
  add(check_directives(source));
  add(check_tests(source));
  if (source.is_pure) add(check_state(source));
  add(check_arrows(source, policy, tree));
  add(check_fixtures(source, fixtures));
  return all;
}

Source source_of(const std::string& path, std::string text, const Policy& policy) {
  Source source;
  source.path = path;
  source.text = std::move(text);
  source.is_cpp = is_cpp_file(path);
  source.is_test = any_glob_matches(policy.tests, path);
  source.is_program = any_glob_matches(policy.programs, path);
  source.is_pure = any_glob_matches(policy.pure, path) && !source.is_test;
  if (source.is_cpp) {
    source.tokens = cpp_tokens(source.text);
    source.code = code_of(source.tokens);
  }
  return source;
}

CheckReport report_of(Findings findings, std::size_t files, std::int64_t bytes) {
  CheckReport report;
  const std::size_t count = findings.size();
  if (count > kFindingsMax) findings.resize(kFindingsMax);
  report.status = count == 0 ? CheckStatus::pass : CheckStatus::fail;
  report.summary =
      count == 0 ? fmt::format("{} files, {} bytes, nothing that is not allowed", files, bytes)
                 : fmt::format("{} findings, the first: {}: {}", count, findings.front().file,
                               findings.front().message);
  report.findings = std::move(findings);
  report.metrics["patch_bytes"] = {static_cast<double>(bytes), "bytes"};
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}
