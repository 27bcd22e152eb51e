// One wright-sandbox as a child process of ours.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"
#include "exec/pipe.h"
#include "exec/runner.h"
#include "exec/sandbox_json.h"

namespace wright {

using Deadline = std::chrono::steady_clock::time_point;

// What setting up and tearing down may take on a loaded machine.
constexpr std::chrono::seconds kSandboxMargin{60};

// Milliseconds until then, for poll; never negative.
[[nodiscard]] int milliseconds_until(Deadline deadline);

// An anonymous file that holds the bytes, to be read from its beginning.
Result<Descriptor> memory_file(const std::string& bytes);

// What the payload's stdin and (in session mode) stdout are, and the channel through which
// the sandbox sends the socket that the payload is answered at and takes companions.
struct PayloadStreams {
  Descriptor in;
  Descriptor out;
  Descriptor channel;
};

// Destroying it ends the sandbox and waits for the last process in it: the
// child lets nothing outlive its own end.
class SandboxProcess {
 public:
  static Result<SandboxProcess> start(const std::filesystem::path& program,
                                      const std::string& request, const PayloadStreams& streams);
  SandboxProcess(SandboxProcess&& other) noexcept;
  SandboxProcess& operator=(SandboxProcess&& other) noexcept;
  SandboxProcess(const SandboxProcess&) = delete;
  SandboxProcess& operator=(const SandboxProcess&) = delete;
  ~SandboxProcess();

  // The report as soon as it is whole.  When `deadline` passes first, the
  // sandbox is told to end, and the report says that its wall time was over.
  // What comes on `discarded` meanwhile is read and dropped.
  Result<RunReport> report(Deadline deadline, int discarded = -1);

  // Of a booth: that of the command it was told last, a line.  When `deadline` passes first, or
  // there is nothing more to come, it is an Error, and the sandbox ends.
  Result<RunReport> next_report(Deadline deadline);

  // True as soon as there is something of a report; waits for it until then.
  [[nodiscard]] bool has_report(Deadline deadline) const;

 private:
  SandboxProcess() = default;
  Result<bool> read_report(Deadline deadline, int discarded, bool is_line = false);
  Error died() const;
  void stop();
  void reap();

  pid_t pid_ = -1;
  Descriptor life_;  // Closed: the sandbox ends.
  Descriptor report_;
  Descriptor errors_;  // What wright-sandbox itself printed, for a broken one.
  std::string text_;
};

}  // namespace wright
