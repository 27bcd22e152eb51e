// How a file of a workspace is written from inside its sandbox, where no link leads out.
#pragma once

namespace wright {

// For `sh -c`: writes its input to the file "$1".
constexpr const char* kWriteFileScript = R"sh(mkdir -p -- "$(dirname -- "$1")" && cat > "$1")sh";

}  // namespace wright
