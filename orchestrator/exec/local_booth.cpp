#include "exec/local_booth.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <variant>

#include "base/booth_wire.h"
#include "base/descriptor_message.h"
#include "exec/command_words.h"
#include "exec/sandbox_process.h"

namespace wright {
namespace {

class LocalBooth final : public Booth {
 public:
  LocalBooth(SandboxProcess process, Descriptor channel, const Command& command)
      : process_(std::move(process)),
        channel_(std::move(channel)),
        directory_(command.directory),
        limits_(command.limits) {}

  Result<RunReport> run(const std::vector<std::string>& argv, const std::string& input) override;
  [[nodiscard]] bool is_open() const override { return is_open_; }

 private:
  Result<void> order(const std::vector<std::string>& argv, const std::string& input);

  SandboxProcess process_;
  Descriptor channel_;
  std::string directory_;
  Limits limits_;
  bool is_open_ = true;
};

}  // namespace

Result<std::unique_ptr<Booth>> open_local_booth(const std::filesystem::path& program,
                                                const Command& command) {
  const std::string request = TRY(request_text(command, StreamMode::booth));
  Channel channel = TRY(open_channel());
  PayloadStreams streams;
  streams.channel = std::move(channel.theirs);
  SandboxProcess process = TRY(SandboxProcess::start(program, request, streams));
  return std::unique_ptr<Booth>(
      std::make_unique<LocalBooth>(std::move(process), std::move(channel.ours), command));
}

namespace {

Result<RunReport> LocalBooth::run(const std::vector<std::string>& argv, const std::string& input) {
  if (!is_open_) return Error{ErrorKind::usage, "the booth is closed: open another one"};
  TRY(order(argv, input));
  is_open_ = false;
  RunReport report =
      TRY(process_.next_report(std::chrono::steady_clock::now() + limits_.wall + kSandboxMargin));
  is_open_ = !std::holds_alternative<LimitHit>(report.outcome);
  return report;
}

Result<void> LocalBooth::order(const std::vector<std::string>& argv, const std::string& input) {
  const Descriptor words = TRY(words_file(directory_, {}, argv));
  Descriptor in(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!input.empty()) in = TRY(memory_file(input));
  const Order order;
  const std::array<int, kOrderDescriptors> beside{words.get(), in.get()};
  if (send_descriptors(channel_.get(), &order, sizeof order, beside)) return {};
  // What it said before it went is the reason.
  const int error = errno;
  is_open_ = false;
  TRY(process_.next_report(std::chrono::steady_clock::now()));
  return Error{ErrorKind::sandbox,
               fmt::format("cannot reach the sandbox: {}", std::strerror(error))};
}

}  // namespace
}  // namespace wright
