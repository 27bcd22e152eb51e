#include "fault_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "builder/diagnostics.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kLineBytesMax = 16384;
constexpr std::size_t kWordBytesMax = 300;

std::optional<Finding> finding_of(std::string_view line, const std::string& where);
std::string told(const json& fault, const std::string& where);
std::string told_access(const json& fault, const char* side);
std::string place(const json& access);
std::string word(const json& object, const char* key);
std::string triple(const json& object, const char* key);

}  // namespace

std::vector<Finding> findings_of_faults(std::string_view text, const std::string& where) {
  std::vector<Finding> findings;
  std::size_t lines = 0;
  while (!text.empty() && lines++ < kFaultLinesMax && findings.size() < kFaultFindingsMax) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::optional<Finding> found = finding_of(line, where);
    if (!found) {
      found = located("cuda_emulated.report", "", 0,
                      fmt::format("{}: no fault of the emulator: {}", where,
                                  head_and_tail(line, kWordBytesMax)));
    }
    const bool is_new = std::none_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.rule == found->rule && other.file == found->file && other.line == found->line;
    });
    if (is_new) findings.push_back(*std::move(found));
  }
  return findings;
}

namespace {

std::optional<Finding> finding_of(std::string_view line, const std::string& where) {
  const Result<json> fault = parse_json(line, kLineBytesMax);
  if (!fault || !fault->is_object()) return std::nullopt;
  try {
    const int at = fault->at("line").get<int>();
    Finding finding = located(rule_of_kind(word(*fault, "kind")), word(*fault, "file"),
                              std::max(at, 0), told(*fault, where));
    if (fault->at("severity") == "note") finding.severity = Severity::note;
    return finding;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

// "race-shared: ...; kernel sum, write of thread (0,0,0) ...; grid (1,1,1), ... [hooks, ...]".
std::string told(const json& fault, const std::string& where) {
  std::string text = word(fault, "kind") + ": " + word(fault, "message");
  const std::string kernel = word(fault, "kernel");
  if (!kernel.empty()) text += "; kernel " + kernel;
  for (const char* side : {"first", "second"}) text += told_access(fault, side);
  if (!kernel.empty()) {
    text +=
        fmt::format("; grid {}, block {}, {} bytes of dynamic shared memory", triple(fault, "grid"),
                    triple(fault, "block"), fault.at("dynamic_shared_bytes").get<std::int64_t>());
  }
  return fmt::format("{} [{}, seed {}]", text, where, fault.at("seed").get<std::uint64_t>());
}

std::string told_access(const json& fault, const char* side) {
  const json& access = fault.at(side);
  if (access.is_null()) return "";
  return fmt::format("; {} at {} by thread {} of block {} in launch {}", word(access, "what"),
                     place(access), triple(access, "thread"), triple(access, "block"),
                     access.at("launch").get<std::uint64_t>());
}

std::string place(const json& access) {
  constexpr std::string_view kSource = "/src/";
  std::string file = word(access, "file");
  if (file.rfind(kSource, 0) == 0) file.erase(0, kSource.size());
  return fmt::format("{}:{}", file, access.at("line").get<int>());
}

std::string word(const json& object, const char* key) {
  return head_and_tail(object.at(key).get_ref<const std::string&>(), kWordBytesMax);
}

std::string triple(const json& object, const char* key) {
  const auto of = object.at(key).get<std::array<std::uint64_t, 3>>();
  return fmt::format("({},{},{})", of[0], of[1], of[2]);
}

}  // namespace
}  // namespace wright
