// A Markdown file with YAML front matter between two lines `---`.
#pragma once

#include <string>
#include <string_view>

#include "plan/findings.h"
#include "plan/yaml_tree.h"

namespace wright {

struct FrontMatter {
  YamlNode map;       // Always a map; empty when there was none to read.
  bool whole = true;  // False: a syntax fault cut it short, so absent keys prove nothing.
  std::string body;   // What follows, with '\n' as the end of each line.
  int body_line = 1;  // Of the body's first line in the file.
};

// Faults (no front matter, never closed, bad YAML) go to `findings`.
[[nodiscard]] FrontMatter read_front_matter(const std::string& file, std::string_view bytes,
                                            Findings& findings);

}  // namespace wright
