// exec: runs commands in a sandbox and reports what happened.
//
// A Runner is a port because the real one is slow and starts untrusted code;
// tests hand in a fake.  What a result means is not this room's business.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"
#include "exec/companion.h"
#include "exec/outcome.h"

namespace wright {

// A host directory or file shown inside at an absolute path that the sandbox's
// own skeleton owns: never below another writable mount.
struct Mount {
  std::filesystem::path from;
  std::string at;
  bool writable = false;

  bool operator==(const Mount&) const = default;
};

// A writable view of `lower`.  `changes` must be made by make_private_directory;
// the sandbox puts its folders `upper` and `work` there.
struct Overlay {
  std::filesystem::path lower;
  std::filesystem::path changes;
  std::string at;

  bool operator==(const Overlay&) const = default;
};

struct Limits {
  std::chrono::milliseconds wall{120000};
  std::chrono::milliseconds cpu{0};  // Summed over all processes; 0: four times wall.
  std::int64_t memory_bytes = 4LL << 30;
  int processes = 256;
  int processors = 0;                   // How many it may run on; 0: all that there are.
  std::int64_t file_bytes = 1LL << 30;  // The largest single file.
  std::int64_t tmp_bytes = 256LL << 20;
  std::int64_t output_kept_bytes = 1LL << 20;    // Per stream: head and tail.
  std::int64_t output_total_bytes = 64LL << 20;  // Then it is killed.

  bool operator==(const Limits&) const = default;
};

// What the command is told of where it runs.  Names are lower-case words; see the sandbox's
// request for what they may hold.
struct Surroundings {
  std::string host_name = "sandbox";
  std::string user_name = "user";
  unsigned uid = 1000;                   // And gid; never 0.
  std::chrono::seconds clocks_ahead{0};  // Of the clocks that count from the machine's start.

  bool operator==(const Surroundings&) const = default;
};

struct Command {
  std::vector<std::string> argv;
  std::vector<Mount> mounts;
  std::optional<Overlay> overlay;
  std::string directory = "/tmp";
  std::map<std::string, std::string> environment;  // Added to a fixed minimal one.
  std::string input;  // On stdin (run only); a session has a pipe instead.
  Limits limits;
  // A session's one way out: a socket that listens at 127.0.0.1 in there before the
  // command starts, for us to accept from; see Session::take_listener.  0: none.
  int loopback_port = 0;
  int companions_max = 0;  // Of a session, at once; see Session::accompany.  At most 16.
  Surroundings surroundings;
  bool shows_gpu = false;  // NVIDIA's nodes are there, and behind them the driver.

  bool operator==(const Command&) const = default;
};

// What the sandbox was made of this time.
struct Isolation {
  std::string rung;                   // "A" to "D".
  std::vector<std::string> enforced;  // "memory", "pids", "network", ...
  std::vector<std::string> polled;
  std::vector<std::string> degraded;

  bool operator==(const Isolation&) const = default;
};

struct RunReport {
  RunOutcome outcome;
  std::string out;  // As kept; may hold any bytes.
  std::string err;
  bool truncated = false;
  std::int64_t wall_ms = 0;
  std::int64_t cpu_ms = 0;
  std::int64_t memory_peak_bytes = 0;  // In a booth: of all its commands so far.
  Isolation isolation;

  bool operator==(const RunReport&) const = default;
  [[nodiscard]] bool succeeded() const;  // Exited with 0.
};

// A running command with pipes to its stdin and stdout.  Everything that is
// read is bounded and has a deadline.  Destroying it kills the sandbox and
// waits until the last process in it is gone.
class Session {
 public:
  virtual ~Session() = default;

  // All of the bytes, or an Error (protocol) when the other side does not take
  // them within `deadline`.
  virtual Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) = 0;

  // Up to and without the next '\n', at most `bytes_max` bytes.
  virtual Result<std::string> read_line(std::size_t bytes_max,
                                        std::chrono::milliseconds deadline) = 0;

  // Exactly `count` bytes.
  virtual Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) = 0;

  // The listening socket at Command::loopback_port, once.  Nothing in the sandbox has it.
  virtual Result<Descriptor> take_listener(std::chrono::milliseconds deadline);

  // Starts another command in there.  One that is not there exits with 127 and says so.
  virtual Result<std::unique_ptr<Companion>> accompany(const CompanionCommand& command);

  // True as soon as the command has ended; waits for it up to `time`.
  virtual bool ends_within(std::chrono::milliseconds time);

  // Closes stdin, waits up to `deadline`, then kills.
  virtual Result<RunReport> finish(std::chrono::milliseconds deadline) = 0;
};

// A sandbox that stays: commands run in it one after the other, each alone, over the same files.
// Of one nothing is left for the next but what it wrote to the mounts and the overlay, which
// nobody else may change meanwhile.  Destroying it ends the sandbox and waits for that.
class Booth {
 public:
  virtual ~Booth() = default;

  // As Runner::run, in the booth's directory; the limits are each command's.  An Error, and a
  // command that hit a limit, end the booth.
  virtual Result<RunReport> run(const std::vector<std::string>& argv, const std::string& input) = 0;

  [[nodiscard]] virtual bool is_open() const = 0;
};

class Runner {
 public:
  virtual ~Runner() = default;

  // A failing command is a RunReport.  An Error means the sandbox itself broke.
  virtual Result<RunReport> run(const Command& command) = 0;
  virtual Result<std::unique_ptr<Session>> start(const Command& command) = 0;
  // Of `command` all but the command itself: no argv, no input.
  virtual Result<std::unique_ptr<Booth>> open(const Command& command) = 0;
};

// Starts `sandbox_program` (the program built from sandbox/) for each command.
[[nodiscard]] std::unique_ptr<Runner> make_local_runner(std::filesystem::path sandbox_program);

// What this machine can isolate, found by trying once.
struct Probe {
  Isolation isolation;  // `rung` is empty when nothing isolates here.
  std::string why;      // Then: what is missing and how to get it.
  std::string bwrap;    // Versions.
  std::string kernel;
  std::int64_t uid = 0;  // Of the payload, outside.
  std::int64_t took_ms = 0;

  bool operator==(const Probe&) const = default;
};
Result<Probe> probe_sandbox(const std::filesystem::path& sandbox_program);

// One attempt to break out or to exhaust the machine.
struct Attack {
  std::string name;
  bool held = false;
  std::string detail;  // Escaped, one line.

  bool operator==(const Attack&) const = default;
};
Result<std::vector<Attack>> attack_sandbox(const std::filesystem::path& sandbox_program);

// A directory that commands in the sandbox may write: it belongs to the
// sandbox's uid when we are root, and is 0700.  The parent must exist; the
// directory may, when it is empty of others' hands: a link is refused.
Result<void> make_private_directory(const std::filesystem::path& directory);
// A new file in such a directory, for the same hands, 0600.
Result<void> write_private_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace wright
