#include "campaign/device_statement.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr const char* kDeviceType = "https://tensorwright.dev/attestation/device/v1";

}  // namespace

std::string device_statement(const DeviceSubject& subject, const DeviceResult& result,
                             const std::string& digest, const std::vector<CheckReport>& reports) {
  json told = json::array();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    told.push_back({{"suite", subject.suites[i].name}, {"report", to_json(reports[i])}});
  }
  const Result<json> device = parse_json(result.device);
  const json predicate{
      {"where", "device"},
      {"status", all_pass(reports) ? "pass" : "fail"},
      {"device", device ? *device : json::object()},
      {"commit", {{"gitCommit", subject.commit.value}}},
      {"spec", {{"name", subject.spec.name}, {"sha256", subject.spec.digest.value}}},
      {"seed", subject.seed},
      {"manifest", {{"sha256", sha256_hex(result.manifest)}}},
      {"result", {{"sha256", digest}}},
      {"reports", std::move(told)}};
  const json about{{"name", subject.spec.target}, {"digest", {{"gitTree", subject.tree.value}}}};
  return canonical({{"_type", "https://in-toto.io/Statement/v1"},
                    {"subject", json::array({about})},
                    {"predicateType", kDeviceType},
                    {"predicate", predicate}});
}

bool all_pass(const std::vector<CheckReport>& reports) {
  for (const CheckReport& report : reports) {
    if (report.status != CheckStatus::pass) return false;
  }
  return !reports.empty();
}

}  // namespace wright
