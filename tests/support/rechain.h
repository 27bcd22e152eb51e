// What somebody does who alters a log and knows how its lines are chained.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/hash.h"

namespace wright::test {

// Each line names the one before it again, and the closing line its head and count.
inline std::vector<nlohmann::json> rechained(std::vector<nlohmann::json> lines) {
  std::string previous(64, '0');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    nlohmann::json& line = lines[i];
    line["previous"] = previous;
    if (line.value("kind", "") == "campaign_closed") line["head"] = previous;
    previous = sha256_hex(line.dump(-1, ' ', true));
  }
  return lines;
}

inline std::vector<nlohmann::json> lines_of(const std::string& events) {
  std::vector<nlohmann::json> lines;
  for (std::size_t at = 0; at < events.size();) {
    const std::size_t end = std::min(events.find('\n', at), events.size());
    lines.push_back(nlohmann::json::parse(events.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

inline std::string text_of(const std::vector<nlohmann::json>& lines) {
  std::string text;
  for (const nlohmann::json& line : lines) text += line.dump(-1, ' ', true) + "\n";
  return text;
}

}  // namespace wright::test
