#include "model/http_server.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAcceptTickMs = 50;
constexpr std::size_t kPieceBytes = 1U << 18U;

//   accepted -> bytes come -> whole or at fault -> answered -> closed by the client
struct Connection {
  Descriptor socket;
  Clock::time_point until;  // Then it is closed.
  std::string bytes;
  bool has_leave = false;  // To send its body.
  bool is_answered = false;
  bool is_closed = false;
};

class Server {
 public:
  Server(const Descriptor& listener, const ServerLimits& limits, const std::atomic<bool>& over,
         const OnCall& on_call)
      : listener_(listener), limits_(limits), over_(over), on_call_(on_call) {}

  void serve();

 private:
  void wait_and_read();
  void accept_one();
  void read_from(Connection& connection);
  void take(Connection& connection);
  void grant_time();

  const Descriptor& listener_;
  const ServerLimits& limits_;
  const std::atomic<bool>& over_;
  const OnCall& on_call_;
  std::vector<Connection> connections_;
};

}  // namespace

void serve_http(const Descriptor& listener, const ServerLimits& limits,
                const std::atomic<bool>& over, const OnCall& on_call) {
  Server(listener, limits, over, on_call).serve();
}

namespace {

void Server::serve() {
  while (!over_.load()) {
    wait_and_read();
    for (Connection& connection : connections_) {
      if (!over_.load() && !connection.is_closed && !connection.is_answered) take(connection);
      if (Clock::now() > connection.until) connection.is_closed = true;
    }
    connections_.erase(std::remove_if(connections_.begin(), connections_.end(),
                                      [](const Connection& one) { return one.is_closed; }),
                       connections_.end());
  }
}

void Server::wait_and_read() {
  std::vector<pollfd> events;
  events.reserve(connections_.size() + 1);
  for (const Connection& one : connections_) events.push_back({one.socket.get(), POLLIN, 0});
  const bool has_room = connections_.size() < limits_.connections_max;
  events.push_back({has_room ? listener_.get() : -1, POLLIN, 0});
  if (::poll(events.data(), events.size(), kAcceptTickMs) <= 0) return;
  for (std::size_t at = 0; at < connections_.size(); ++at) {
    if (events[at].revents != 0) read_from(connections_[at]);
  }
  if (events.back().revents != 0) accept_one();
}

void Server::accept_one() {
  Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket) return;
  Connection connection;
  connection.socket = std::move(socket);
  connection.until = Clock::now() + limits_.request_max;
  connections_.push_back(std::move(connection));
}

void Server::read_from(Connection& connection) {
  std::vector<char> piece(kPieceBytes);
  const ssize_t count = ::recv(connection.socket.get(), piece.data(), piece.size(), MSG_DONTWAIT);
  const bool is_over = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
  if (is_over) connection.is_closed = true;
  // What comes behind the answer is dropped; to close at once could cut the answer.
  if (count <= 0 || connection.is_answered) return;
  connection.bytes.append(piece.data(), static_cast<std::size_t>(count));
}

void Server::take(Connection& connection) {
  const ParsedCall parsed = parse_call(connection.bytes, limits_.call);
  Responder responder(connection.socket.get(), limits_.stall_max, over_);
  if (parsed.state == ParsedCall::State::partial) {
    if (!parsed.wants_continue || connection.has_leave) return;
    constexpr std::string_view kLeave = "HTTP/1.1 100 Continue\r\n\r\n";
    connection.has_leave = true;
    (void)!::send(connection.socket.get(), kLeave.data(), kLeave.size(), MSG_NOSIGNAL);
    return;
  }
  if (parsed.state == ParsedCall::State::whole) {
    on_call_(parsed.call, responder);
    grant_time();
  } else {
    responder.send(parsed.status, error_body("invalid_request_error", parsed.why));
  }
  connection.bytes.clear();
  connection.is_answered = true;
  connection.until = Clock::now() + limits_.goodbye_max;
  ::shutdown(connection.socket.get(), SHUT_WR);
}

// Those who had to wait for the answer to somebody else have lost no time.
void Server::grant_time() {
  for (Connection& other : connections_) {
    if (!other.is_answered) other.until = Clock::now() + limits_.request_max;
  }
}

}  // namespace
}  // namespace wright
