// Trees as maps in memory; their ids are computed here, so that no object is written.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "auditor/log.h"

namespace auditor {

struct File {
  unsigned mode = 0;
  std::string id;  // Of the object, 40 hex digits.
};
using Files = std::map<std::string, File>;  // By path from the root.

enum class ObjectKind { blob, tree, commit };
std::string object_id(ObjectKind kind, const std::string& bytes);

// None when a path is a file and a directory.
std::optional<std::string> tree_id(const Files& files);

// The patch of `digest` applied below `target`.  What is wrong with it is a finding at `where`.
void apply_patch(const Log& log, const std::string& digest, const std::string& target, Files& files,
                 const std::string& where, Report& report);
// One file below `target`.
void put(Files& files, const std::string& path, bool executable, const std::string& bytes);

}  // namespace auditor
