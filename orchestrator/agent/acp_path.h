// Which files the client touches for the agent.
#pragma once

#include <string>

#include "base/result.h"

namespace wright {

// The plain form of a path of a file below /work, /task or /build; written are those below
// /work, under names that a patch may hold, and /build.  Nothing is looked up: links are the
// business of who opens it.  An Error's message says what is wrong.
Result<std::string> readable_path(const std::string& path);
Result<std::string> writable_path(const std::string& path);

}  // namespace wright
