// What wright-sandbox is asked to do: one JSON object.
//
// {"argv": [..], "mounts": [{"from", "at", "writable"}], "overlay": {"lower",
//  "changes", "at"}, "directory", "environment": {..}, "mode": "capture" |
//  "session" | "booth", "limits": {..}, "uid": 64100, "loopback_port", "companions": 0 to 16,
//  "surroundings": {"host_name", "user_name", "uid", "clock_ahead_s"}, "devices": ["gpu"]}
//
// A booth's argv is empty: its commands come later, and the limits are each one's.  All but argv
// may be absent.  An unknown key is refused.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace wright {

constexpr uid_t kSandboxUid = 64100;  // Of the payload, when we are root.
constexpr uid_t kInnerUid = 1000;     // What the payload sees as its own.

struct InputMount {
  std::string from;
  std::string at;
  bool writable = false;
};

struct OverlayMount {
  std::string lower;
  std::string changes;
  std::string at;
};

struct RunLimits {
  std::int64_t wall_ms = 120000;
  std::int64_t cpu_ms = 0;  // 0: four times wall.
  std::int64_t memory_bytes = 4LL << 30;
  std::int64_t processes = 256;
  std::int64_t processors = 0;  // 0: all that there are.
  std::int64_t file_bytes = 1LL << 30;
  std::int64_t tmp_bytes = 256LL << 20;
  std::int64_t disk_bytes = 8LL << 30;  // How far the free space may fall.
  std::int64_t output_kept_bytes = 1LL << 20;
  std::int64_t output_total_bytes = 64LL << 20;
};

// What the payload is told of where it runs; see surroundings.cpp for what is allowed.
struct Surroundings {
  std::string host_name = "sandbox";
  std::string user_name = "user";
  uid_t uid = kInnerUid;           // And gid.
  std::int64_t clock_ahead_s = 0;  // The clocks that count from the start, by a time namespace.
};

enum class StreamMode { capture, session, booth };

struct Request {
  std::vector<std::string> argv;
  std::vector<InputMount> mounts;
  std::optional<OverlayMount> overlay;
  std::string directory = "/tmp";
  std::map<std::string, std::string> environment;
  StreamMode mode = StreamMode::capture;
  RunLimits limits;
  uid_t uid = kSandboxUid;
  std::uint16_t loopback_port = 0;  // A listening socket there is handed out; 0: none.
  std::uint32_t companions = 0;     // So many other commands at once, over the channel.
  Surroundings surroundings;
  bool gpu = false;  // The nodes of devices.h are there; its driver is then within reach.
};

constexpr std::size_t kRequestBytesMax = 4 << 20;

// Also checks every destination: absolute, plain, in no folder of the skeleton
// and below no other mount, so that bwrap never follows what a payload wrote.
Result<Request> parse_request(const std::string& text);

}  // namespace wright
