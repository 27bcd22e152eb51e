// What a GPU made of a tree, as an in-toto statement; logs/FORMAT.md names its fields.
#pragma once

#include <string>
#include <vector>

#include "campaign/device_result.h"
#include "campaign/device_subject.h"
#include "core/check.h"

namespace wright {

// Canonical JSON, a function of its arguments alone.  `digest` is the archive's; there is a report
// for each suite of the subject, in its order.
[[nodiscard]] std::string device_statement(const DeviceSubject& subject, const DeviceResult& result,
                                           const std::string& digest,
                                           const std::vector<CheckReport>& reports);

// And there is one.
[[nodiscard]] bool all_pass(const std::vector<CheckReport>& reports);

}  // namespace wright
