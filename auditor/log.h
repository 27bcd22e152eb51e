// The lines of a log and the blobs beside them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "auditor/bytes.h"
#include "auditor/report.h"

namespace auditor {

struct Line {
  std::string text;  // Without its end.
  json value;
  std::string hash;

  [[nodiscard]] std::string kind() const { return text_at(value, "kind"); }
};

struct Log {
  std::filesystem::path directory;
  std::vector<Line> lines;
  std::map<std::string, std::string> blobs;  // By their SHA-256.

  [[nodiscard]] std::string where(std::size_t line) const;
  // The blob's bytes; "" when there is none, which was a finding already.
  [[nodiscard]] const std::string& blob(const std::string& digest) const;
  [[nodiscard]] json blob_json(const std::string& digest) const;
};

// Findings: a line that is not canonical or out of its chain, a blob that is missing, altered,
// or named by no line.
Log read_log(const std::filesystem::path& directory, Report& report);

}  // namespace auditor
