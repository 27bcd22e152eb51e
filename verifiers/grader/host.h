// The client side of docs/host-protocol.md: one request, one bounded reply.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/result.h"
#include "exec/runner.h"
#include "grader/program.h"
#include "grader/value.h"

namespace wright {

struct Threw {
  std::string message;
  bool operator==(const Threw&) const = default;
};
struct Unsupported {
  bool operator==(const Unsupported&) const = default;
};
// The host broke the protocol.  Nothing more can be asked of it.
struct Violation {
  std::string rule;  // "host.protocol", "host.died", "host.stalled", "host.oversize"; "sanitize.*".
  std::string message;
  std::string file;  // The place below the target that a sanitizer named, or empty.
  int line = 0;
  bool operator==(const Violation&) const = default;
};
// `ok` is None.
using Reply = std::variant<Value, Threw, Unsupported, Violation>;

struct Deadlines {
  std::chrono::milliseconds hello{10000};
  std::chrono::milliseconds reply{20000};
  std::chrono::milliseconds bye{2000};
};

constexpr std::size_t kReplyBytesMax = std::size_t{256} << 20U;

// Starts the process of a host in its sandbox.
using StartHost = std::function<Result<std::unique_ptr<Session>>()>;

// A running host.  An Error means that the sandbox broke; what the host itself
// does wrong is a Violation.
class Host {
 public:
  // `nonce`: 32 hex digits that nobody can know before.
  Host(std::unique_ptr<Session> session, std::string nonce, Deadlines deadlines);

  Result<Reply> hello();
  // A tensor of more than `bytes_max` bytes is not read.
  Result<Reply> perform(const Step& step, std::size_t bytes_max = kReplyBytesMax);
  Result<Reply> drop(int reg);
  // OP applied `times` times in the host, its result taking the place of the first argument.
  Result<Reply> chain(int to, std::int64_t times, const CallStep& call);
  // Asks the host to leave and checks that it says nothing more.
  Result<Reply> bye();

  [[nodiscard]] bool is_usable() const { return is_usable_; }
  // What the sandbox was made of; empty before the host has ended.
  [[nodiscard]] const Isolation& isolation() const { return isolation_; }

 private:
  using Moment = std::chrono::steady_clock::time_point;

  Result<Reply> ask(const std::string& request, std::string_view payload, std::size_t bytes_max);
  Result<Reply> understood(const std::string& line, std::size_t bytes_max, Moment deadline);
  Result<Reply> tensor(const std::vector<std::string>& words, std::size_t bytes_max,
                       Moment deadline);
  Result<Reply> failed(const Error& error, bool is_late);
  Reply violated(const std::string& rule, const std::string& message);
  // What a sanitizer said when it ended the host.
  [[nodiscard]] std::optional<Violation> sanitized(const RunReport& report) const;

  std::unique_ptr<Session> session_;
  std::string nonce_;
  Deadlines deadlines_;
  Isolation isolation_;
  std::uint64_t number_ = 0;
  bool is_usable_ = true;
};

}  // namespace wright
