// Which files are C or C++, by their endings.
#pragma once

#include <filesystem>

namespace wright {

[[nodiscard]] bool is_cpp_file(const std::filesystem::path& path);

}  // namespace wright
