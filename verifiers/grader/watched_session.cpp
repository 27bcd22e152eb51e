#include "grader/watched_session.h"

#include <utility>

namespace wright {
namespace {

class WatchedSession : public Session {
 public:
  WatchedSession(std::unique_ptr<Session> session, OnEnd on_end)
      : session_(std::move(session)), on_end_(std::move(on_end)) {}

  Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) override {
    return session_->write(bytes, deadline);
  }
  Result<std::string> read_line(std::size_t bytes_max,
                                std::chrono::milliseconds deadline) override {
    return session_->read_line(bytes_max, deadline);
  }
  Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) override {
    return session_->read_bytes(count, deadline);
  }
  Result<RunReport> finish(std::chrono::milliseconds deadline) override {
    RunReport report = TRY(session_->finish(deadline));
    on_end_(report);
    return report;
  }

 private:
  std::unique_ptr<Session> session_;
  OnEnd on_end_;
};

}  // namespace

std::unique_ptr<Session> watched(std::unique_ptr<Session> session, OnEnd on_end) {
  return std::make_unique<WatchedSession>(std::move(session), std::move(on_end));
}

}  // namespace wright
