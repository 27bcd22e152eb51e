// The Booth of the local sandbox.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "exec/runner.h"

namespace wright {

Result<std::unique_ptr<Booth>> open_local_booth(const std::filesystem::path& program,
                                                const Command& command);

}  // namespace wright
