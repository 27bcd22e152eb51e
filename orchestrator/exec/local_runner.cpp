#include <chrono>
#include <memory>

#include "exec/local_booth.h"
#include "exec/local_session.h"
#include "exec/program.h"
#include "exec/runner.h"
#include "exec/sandbox_json.h"
#include "exec/sandbox_process.h"

namespace wright {
namespace {

class LocalRunner final : public Runner {
 public:
  explicit LocalRunner(std::filesystem::path program) : program_(std::move(program)) {}

  Result<RunReport> run(const Command& command) override {
    if (command.loopback_port != 0 || command.companions_max != 0) {
      return Error{ErrorKind::usage,
                   "only a session hands out a socket to listen on, or takes companions"};
    }
    const std::string request = TRY(request_text(command, StreamMode::capture));
    PayloadStreams streams;
    if (!command.input.empty()) streams.in = TRY(memory_file(command.input));
    SandboxProcess process = TRY(SandboxProcess::start(program_, request, streams));
    return process.report(std::chrono::steady_clock::now() + command.limits.wall + kSandboxMargin);
  }

  Result<std::unique_ptr<Session>> start(const Command& command) override {
    return start_local_session(program_, command);
  }

  Result<std::unique_ptr<Booth>> open(const Command& command) override {
    return open_local_booth(program_, command);
  }

 private:
  std::filesystem::path program_;
};

Result<std::string> answer_of(const std::filesystem::path& program, const std::string& flag,
                              std::chrono::milliseconds wall);

}  // namespace

std::unique_ptr<Runner> make_local_runner(std::filesystem::path sandbox_program) {
  return std::make_unique<LocalRunner>(std::move(sandbox_program));
}

Result<Probe> probe_sandbox(const std::filesystem::path& sandbox_program) {
  const std::string text = TRY(answer_of(sandbox_program, "--probe", std::chrono::seconds(60)));
  return read_probe(text);
}

Result<std::vector<Attack>> attack_sandbox(const std::filesystem::path& sandbox_program) {
  const std::string text = TRY(answer_of(sandbox_program, "--attack", std::chrono::seconds(180)));
  return read_attacks(text);
}

namespace {

Result<std::string> answer_of(const std::filesystem::path& program, const std::string& flag,
                              std::chrono::milliseconds wall) {
  ProgramRequest request;
  request.argv = {program.string(), flag};
  request.wall = wall;
  const ProgramReport report = TRY(run_program(request));
  if (report.timed_out) {
    return Error{ErrorKind::sandbox, program.string() + " " + flag + " did not end in time"};
  }
  return report.out;
}

}  // namespace
}  // namespace wright
