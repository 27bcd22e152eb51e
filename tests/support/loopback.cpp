#include "tests/support/loopback.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace wright::test {
namespace {

constexpr int kTickMs = 20;
constexpr int kClientMs = 10000;
constexpr int kBeforeResetMs = 50;

// Bytes as they come within ten seconds; empty at the end.
std::string receive(int client) {
  pollfd waited{client, POLLIN, 0};
  char chunk[1 << 14];
  if (::poll(&waited, 1, kClientMs) <= 0) return {};
  const ssize_t got = ::recv(client, chunk, sizeof chunk, 0);
  return got > 0 ? std::string(chunk, static_cast<std::size_t>(got)) : std::string();
}

void send_all(int client, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

Request read_request(int client) {
  Request request;
  std::string bytes;
  std::size_t end = std::string::npos;
  while ((end = bytes.find("\r\n\r\n")) == std::string::npos) {
    const std::string more = receive(client);
    if (more.empty()) return request;
    bytes += more;
  }
  request.head = bytes.substr(0, end);
  request.body = bytes.substr(end + 4);
  request.path = request.head.substr(request.head.find(' ') + 1);
  request.path = request.path.substr(0, request.path.find(' '));
  std::string lower = request.head;
  std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
  const std::size_t at = lower.find("content-length: ");
  const std::size_t size = at == std::string::npos ? 0 : std::stoul(lower.substr(at + 16));
  while (request.body.size() < size) {
    const std::string more = receive(client);
    if (more.empty()) break;
    request.body += more;
  }
  return request;
}

// In chunks, so that a client can tell an end from a cut.
void send_response(int client, const Response& response) {
  std::string head = fmt::format("HTTP/1.1 {} X\r\n", response.status);
  for (const std::string& line : response.headers) head += line + "\r\n";
  send_all(client, head + "connection: close\r\ntransfer-encoding: chunked\r\n\r\n");
  if (!response.body.empty()) {
    send_all(client, fmt::format("{:x}\r\n{}\r\n", response.body.size(), response.body));
  }
  if (response.ending == Ending::proper) send_all(client, "0\r\n\r\n");
}

}  // namespace

Loopback::Loopback(Handler handler, Handler on_get)
    : handler_(std::move(handler)), on_get_(std::move(on_get)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 16) != 0) {
    throw std::runtime_error("no port on loopback");
  }
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

Loopback::~Loopback() {
  is_over_ = true;
  thread_.join();
  ::close(listener_);
}

std::string Loopback::url() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

std::vector<Request> Loopback::requests() const {
  const std::lock_guard guard(mutex_);
  return requests_;
}

void Loopback::serve() {
  while (!is_over_) {
    pollfd waited{listener_, POLLIN, 0};
    if (::poll(&waited, 1, kTickMs) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    answer(client);
    ::close(client);
  }
}

void Loopback::answer(int client) {
  const Request request = read_request(client);
  const bool is_get = request.head.rfind("GET ", 0) == 0;
  if (!is_get) {
    const std::lock_guard guard(mutex_);
    requests_.push_back(request);
  }
  const Response response = !is_get   ? handler_(request)
                            : on_get_ ? on_get_(request)
                                      : Response{404, {}, "{}"};
  send_response(client, response);
  if (response.ending == Ending::reset) {
    ::poll(nullptr, 0, kBeforeResetMs);  // What was sent is lost where it was not read.
    const linger at_once{1, 0};
    ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  for (pollfd waited{client, POLLIN, 0}; response.ending == Ending::stall && !is_over_;) {
    char byte = 0;
    if (::poll(&waited, 1, kTickMs) > 0 && ::recv(client, &byte, 1, 0) <= 0) break;
  }
}

}  // namespace wright::test
