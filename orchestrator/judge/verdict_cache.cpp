#include "judge/verdict_cache.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/hash.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Where checks look for NVIDIA's compiler and headers first.
fs::path cuda_home() {
  const char* const named = std::getenv("CUDA_HOME");
  return named != nullptr ? named : "/usr/local/cuda";
}

}  // namespace

std::string VerdictCache::key(const Judging& judging, const CheckConfig& check,
                              const Tools& tools) const {
  const CheckRequest& request = judging.request;
  json identity{{"tree", judging.tree.value},
                {"base", judging.base_tree.value},
                {"spec", judging.spec.value},
                {"check", check.check},
                {"config", check.config},
                {"task", request.task.value},
                {"writes", request.writes},
                {"expected", request.expected_tests},
                {"visible_only", request.visible_only},
                {"tools", identity_of(tools, check.check)},
                {"gcc", identity_of("/usr/bin/g++")},
                {"clang", identity_of("/usr/bin/clang++")},
                {"nvcc", identity_of(cuda_home() / "bin" / "nvcc")},
                {"cuda", identity_of(cuda_home() / "include" / "cuda.h")}};
  for (const TaskId& task : request.landed) identity["landed"].push_back(task.value);
  return sha256_hex(canonical(identity));
}

std::optional<CheckReport> VerdictCache::find(const std::string& key,
                                              const fs::path& artifacts) const {
  if (directory_.empty()) return std::nullopt;
  const Result<std::string> text = read_file(directory_ / (key + ".json"));
  const Result<json> value = text ? parse_json(*text) : Result<json>(text.error());
  if (!value) return std::nullopt;
  Result<CheckReport> report = check_report_from_json(*value);
  if (!report) return std::nullopt;
  for (const Artifact& artifact : report->artifacts) {
    std::error_code failed;
    fs::remove(artifacts / artifact.name, failed);
    fs::create_hard_link(directory_ / artifact.digest.value, artifacts / artifact.name, failed);
    if (failed) return std::nullopt;
  }
  return std::move(report).value();
}

Result<void> VerdictCache::keep(const std::string& key, const CheckReport& report,
                                const fs::path& artifacts) const {
  const bool is_settled = report.status == CheckStatus::pass || report.status == CheckStatus::fail;
  if (directory_.empty() || !is_settled) return {};
  TRY(make_directories(directory_));
  for (const Artifact& artifact : report.artifacts) {
    std::error_code failed;
    fs::create_hard_link(artifacts / artifact.name, directory_ / artifact.digest.value, failed);
  }
  return write_file(directory_ / (key + ".json"), canonical(to_json(report)));
}

}  // namespace wright
