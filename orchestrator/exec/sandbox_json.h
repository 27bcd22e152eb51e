// The request and the report of the program wright-sandbox, as text.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "exec/runner.h"

namespace wright {

enum class StreamMode { capture, session, booth };

// The uid of payloads when we are root; it owns no file of anybody's.
constexpr unsigned kSandboxUid = 64100;

// An Error (usage) when a word holds bytes that JSON cannot carry.
Result<std::string> request_text(const Command& command, StreamMode mode);

// An Error when the sandbox itself broke, or did not say anything whole.
Result<RunReport> read_run_report(const std::string& text);
Result<Probe> read_probe(const std::string& text);
Result<std::vector<Attack>> read_attacks(const std::string& text);

}  // namespace wright
