// What the client wants done, and hears, about the commands that it has run for the agent.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

namespace wright {

struct AcpRunId {
  enum class Kind { file, terminal };
  Kind kind = Kind::file;
  int number = 0;

  auto operator<=>(const AcpRunId&) const = default;
};

// To be started in the agent's own sandbox, where its files are as it sees them.
struct AcpRun {
  AcpRunId id;
  std::vector<std::string> argv;
  std::string directory;
  std::map<std::string, std::string> environment;  // Added to the agent's.
  std::string input;

  bool operator==(const AcpRun&) const = default;
};

struct AcpRunEnd {
  int exit_code = 0;
  int signal = 0;     // 0: it exited.
  std::string limit;  // "wall", "output", ...: it was ended by that.

  bool operator==(const AcpRunEnd&) const = default;
  [[nodiscard]] bool is_good() const { return *this == AcpRunEnd{}; }
};

struct AcpStep {
  std::vector<std::string> lines;  // To be sent, without their ends.
  std::vector<AcpRun> runs;        // To be started.
  std::vector<AcpRunId> kills;     // To be killed; each still ends.

  bool operator==(const AcpStep&) const = default;
};

}  // namespace wright
