// YAML files that stand alone: read strictly, and refused with their first fault.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "plan/fields.h"

namespace wright {

// Reads the keys of the file's map; `file` is its name for findings.
using ReadFields = std::function<void(const std::string& file, Fields& fields, Findings& findings)>;

// At most 64 KiB.  `what` says what the file is in messages.  Keys that `read` did not ask for
// are faults; the Error names the first one as `file:line: message`.
Result<void> read_yaml_file(const std::filesystem::path& file, const std::string& what,
                            const ReadFields& read);

// The text of a key, or nothing.
[[nodiscard]] std::string text_of(Fields& fields, const std::string& key, Need need);

}  // namespace wright
