// terminal/*: commands of the agent's that the client runs beside it, in its own sandbox.
//
//   create -> its run; output, wait_for_exit and kill at any time, before and after its end
//     -> release: it is killed and forgotten
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/acp_step.h"
#include "base/result.h"

namespace wright {

constexpr std::size_t kAcpTerminalsMax = 8;                      // That are not released.
constexpr std::size_t kAcpTerminalBytesMax = 1U << 20U;          // Kept of the output of one.
constexpr std::uint64_t kAcpTerminalTotalBytesMax = 64U << 20U;  // Then it is killed.
constexpr std::size_t kAcpWaitersMax = 64;                       // For the end of one.

class AcpTerminals {
 public:
  // `id` is that of the request, as canonical JSON.
  AcpStep create(const std::string& id, const nlohmann::json& params);
  AcpStep output(const std::string& id, const nlohmann::json& params) const;
  AcpStep wait_for_exit(const std::string& id, const nlohmann::json& params);
  AcpStep kill(const std::string& id, const nlohmann::json& params);
  AcpStep release(const std::string& id, const nlohmann::json& params);

  AcpStep hear(int number, std::string_view bytes);
  AcpStep end(int number, const AcpRunEnd& end);
  // All that still run.
  [[nodiscard]] std::vector<AcpRunId> running() const;

 private:
  struct Terminal {
    std::size_t bytes_max = kAcpTerminalBytesMax;
    std::string kept;  // The end of its output.
    std::uint64_t heard_bytes = 0;
    bool is_too_loud = false;
    std::optional<AcpRunEnd> end;
    std::vector<std::string> waiting;  // Ids of requests.
  };
  [[nodiscard]] const Terminal* find(const nlohmann::json& params, int& number) const;

  std::map<int, Terminal> terminals_;
  int latest_ = 0;
};

}  // namespace wright
