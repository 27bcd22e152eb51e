// The nouns as JSON.  Only the .cpp files that convert include the full
// nlohmann header; this one needs its forward declarations alone.
//
// Reading is strict: a missing, mistyped or unknown field is an Error of one
// line that names it (ErrorKind::protocol).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/campaign.h"
#include "core/check.h"
#include "core/event.h"
#include "core/patch.h"
#include "core/spec.h"
#include "core/verdict.h"

namespace wright {

// UTF-8, sorted keys, no spaces, everything outside ASCII escaped.
[[nodiscard]] std::string canonical(const nlohmann::json& value);

// At most `bytes_max` bytes and 64 levels.
Result<nlohmann::json> parse_json(std::string_view text, std::size_t bytes_max = 64U << 20U);

[[nodiscard]] nlohmann::json to_json(const CheckRequest& request);
[[nodiscard]] nlohmann::json to_json(const CheckReport& report);
[[nodiscard]] nlohmann::json to_json(const Verdict& verdict);
[[nodiscard]] nlohmann::json to_json(const Event& event);
[[nodiscard]] nlohmann::json to_json(const Patch& patch);  // The entries; no blobs.
[[nodiscard]] nlohmann::json to_json(const std::vector<SpecFile>& files);

Result<CheckRequest> check_request_from_json(const nlohmann::json& value);
Result<CheckReport> check_report_from_json(const nlohmann::json& value);
Result<Verdict> verdict_from_json(const nlohmann::json& value);
Result<Event> event_from_json(const nlohmann::json& value);
Result<Patch> patch_from_json(const nlohmann::json& value);  // `blobs` stays empty.
Result<std::vector<SpecFile>> spec_files_from_json(const nlohmann::json& value);

}  // namespace wright
