#include "bench/session_until.h"

#include <algorithm>

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class SessionUntil final : public Session {
 public:
  SessionUntil(std::unique_ptr<Session> session, steady_clock::time_point until)
      : session_(std::move(session)), until_(until) {}

  Result<void> write(std::string_view bytes, milliseconds deadline) override {
    return session_->write(bytes, sooner(deadline));
  }
  Result<std::string> read_line(std::size_t bytes_max, milliseconds deadline) override {
    return session_->read_line(bytes_max, sooner(deadline));
  }
  Result<std::string> read_bytes(std::size_t count, milliseconds deadline) override {
    return session_->read_bytes(count, sooner(deadline));
  }
  Result<RunReport> finish(milliseconds deadline) override {
    return session_->finish(sooner(deadline));
  }

 private:
  [[nodiscard]] milliseconds sooner(milliseconds deadline) const {
    const auto left = std::chrono::floor<milliseconds>(until_ - steady_clock::now());
    return std::clamp(left, milliseconds(0), std::max(deadline, milliseconds(0)));
  }

  std::unique_ptr<Session> session_;
  steady_clock::time_point until_;
};

}  // namespace

std::unique_ptr<Session> session_until(std::unique_ptr<Session> session,
                                       steady_clock::time_point until) {
  return std::make_unique<SessionUntil>(std::move(session), until);
}

}  // namespace wright
