// What a candidate's host says: words and tensors.
#include "grader/host.h"

#include <memory>

#include "fuzz/target.h"
#include "grader/compare.h"

namespace wright::fuzz {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAnswerBytesMax = 1 << 16;

// Says the bytes, whatever it is asked.
class Speech final : public Session {
 public:
  explicit Speech(std::string_view bytes) : left_(bytes) {}

  Result<void> write(std::string_view, milliseconds) override { return {}; }
  Result<std::string> read_line(std::size_t bytes_max, milliseconds) override {
    const std::size_t end = left_.find('\n');
    if (end == std::string_view::npos || end > bytes_max) return gone();
    std::string line(left_.substr(0, end));
    left_.remove_prefix(end + 1);
    return line;
  }
  Result<std::string> read_bytes(std::size_t count, milliseconds) override {
    require(count <= kAnswerBytesMax, "no more is read than was asked for");
    if (count > left_.size()) return gone();
    std::string bytes(left_.substr(0, count));
    left_.remove_prefix(count);
    return bytes;
  }
  Result<RunReport> finish(milliseconds) override {
    RunReport report;
    report.outcome = Exited{0};
    return report;
  }

 private:
  static Error gone() { return Error{ErrorKind::protocol, "the end"}; }
  std::string_view left_;
};

void run(std::string_view bytes) {
  Host host(std::make_unique<Speech>(bytes), std::string(32, '0'), Deadlines{});
  static_cast<void>(host.hello().has_value());
  for (int asked = 0; asked < 8 && host.is_usable(); ++asked) {
    const Result<Reply> reply = host.perform(Step{AskStep{"read", {0}, 0}}, kAnswerBytesMax);
    const auto* value = reply ? std::get_if<Value>(&*reply) : nullptr;
    if (value == nullptr) continue;
    static_cast<void>(to_text(*value));
    const auto* tensor = std::get_if<Tensor>(value);
    if (tensor != nullptr && tensor->wide) continue;
    require(!compare(*value, *value, {}), "an answer is equal to itself");
  }
  if (host.is_usable()) static_cast<void>(host.bye().has_value());
}

const Registered kRegistered("host", run);

}  // namespace
}  // namespace wright::fuzz
