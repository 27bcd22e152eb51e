// The files of this repository that people write, for the tests of its order.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"

namespace wright::test {

struct Source {
  std::string path;  // From the root.
  std::string text;
};

inline bool is_material(const std::string& path) {
  // What tests feed to the program may be as untidy as it likes.
  return path.find("/good/") != std::string::npos || path.find("/bad/") != std::string::npos ||
         path.find("/faults/") != std::string::npos ||
         path.find("/new_spec/") != std::string::npos || path.rfind("tests/scenarios/", 0) == 0 ||
         path.rfind("logs/", 0) == 0 || path.rfind("generated_runtime/", 0) == 0;
}

// Files below the folders with one of the extensions, sorted.
inline std::vector<Source> sources(const std::vector<std::string>& folders,
                                   const std::vector<std::string>& extensions) {
  namespace fs = std::filesystem;
  const fs::path root = WRIGHT_SOURCE_DIR;
  std::vector<Source> found;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string path = fs::relative(entry.path(), root).string();
      const std::string extension = entry.path().extension().string();
      const bool wanted =
          std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
      if (!entry.is_regular_file() || !wanted || is_material(path)) continue;
      found.push_back({path, read_file(entry.path()).value()});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return found;
}

}  // namespace wright::test
