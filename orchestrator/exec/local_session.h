// The Session of the local sandbox.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "exec/runner.h"

namespace wright {

Result<std::unique_ptr<Session>> start_local_session(const std::filesystem::path& program,
                                                     const Command& command);

}  // namespace wright
