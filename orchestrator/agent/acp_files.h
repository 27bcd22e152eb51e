// fs/read_text_file and fs/write_text_file: each is a short command in the agent's own
// sandbox, one after the other, so that the agent and we see the same files.
//
//   request -> refused, or waits -> its run -> its answer
#pragma once

#include <cstdint>
#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "agent/acp_step.h"
#include "base/result.h"

namespace wright {

constexpr std::size_t kAcpFileBytesMax = 4U << 20U;  // As of a file of a patch.
constexpr std::size_t kAcpFilesWaitingMax = 256;
constexpr std::size_t kAcpFilesWaitingBytesMax = 64U << 20U;

class AcpFiles {
 public:
  // `id` is that of the request, as canonical JSON.
  AcpStep read(const std::string& id, const nlohmann::json& params);
  AcpStep write(const std::string& id, const nlohmann::json& params);

  // Of the run that was asked for last.
  AcpStep hear(std::string_view bytes);
  AcpStep end(const AcpRunEnd& end);

 private:
  struct Request {
    std::string id;
    bool is_read = true;
    std::uint64_t first_line = 1;
    std::optional<std::uint64_t> lines;
    AcpRun run;
  };
  AcpStep take(Request request);
  AcpStep start_next() const;
  [[nodiscard]] std::string answer_to(const Request& request, const AcpRunEnd& end) const;

  std::deque<Request> requests_;  // The first one runs.
  std::string output_;            // Of its run.
  int latest_ = 0;
};

}  // namespace wright
