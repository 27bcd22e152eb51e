#include "cpp/cpp_files.h"

#include <set>
#include <string>

namespace wright {

bool is_cpp_file(const std::filesystem::path& path) {
  static const std::set<std::string> kEndings{".h",   ".hh", ".hpp", ".c",   ".cc",  ".cpp",
                                              ".cxx", ".cu", ".cuh", ".ipp", ".inl", ".tcc"};
  return kEndings.count(path.extension().string()) > 0;
}

}  // namespace wright
