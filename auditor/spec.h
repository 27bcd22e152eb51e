// The spec that a log has pinned.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "auditor/trees.h"

namespace auditor {

// SHA-256 of the list of those pinned files whose path begins with `prefix`.
std::string digest_below(const Log& log, const std::string& spec_files, const std::string& prefix);

// Puts the pinned scaffold below `target`; false when it has no file.
bool put_scaffold(const Log& log, const std::string& spec_files, const std::string& target,
                  Files& files);

// The clauses that a task names, by id, with their texts; none when the task is not there, or its
// front matter is written in a way that is not read here.
std::optional<std::map<std::string, std::string>> clauses_of(const Log& log,
                                                             const std::string& spec_files,
                                                             const std::string& task);

}  // namespace auditor
