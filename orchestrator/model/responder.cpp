#include "model/responder.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWaitTickMs = 50;

const char* reason_of(int status);

}  // namespace

std::string error_body(const std::string& type, const std::string& message) {
  return canonical({{"type", "error"}, {"error", {{"type", type}, {"message", message}}}});
}

bool Responder::send(int status, std::string_view body, const std::vector<std::string>& headers) {
  has_begun_ = true;
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", status, reason_of(status));
  for (const std::string& line : headers) head += line + "\r\n";
  head += fmt::format(
      "connection: close\r\ncontent-type: application/json\r\n"
      "content-length: {}\r\n\r\n",
      body.size());
  return write(head) && write(body);
}

bool Responder::begin(const std::string& content_type) {
  has_begun_ = true;
  return write(
      fmt::format("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {}\r\n"
                  "transfer-encoding: chunked\r\n\r\n",
                  content_type));
}

bool Responder::add(std::string_view piece) {
  if (piece.empty()) return !is_gone_;
  return write(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece));
}

bool Responder::end() {
  return write("0\r\n\r\n");
}

bool Responder::write(std::string_view bytes) {
  const auto until = Clock::now() + stall_max_;
  while (!bytes.empty() && !is_gone_) {
    const ssize_t count = ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    const bool may_wait = errno == EAGAIN || errno == EINTR;
    is_gone_ = !may_wait || over_.load() || Clock::now() > until;
    pollfd waited{client_, POLLOUT, 0};
    if (!is_gone_) ::poll(&waited, 1, kWaitTickMs);
  }
  return !is_gone_;
}

namespace {

const char* reason_of(int status) {
  constexpr std::array<std::pair<int, const char*>, 8> kReasons{{{200, "OK"},
                                                                 {400, "Bad Request"},
                                                                 {401, "Unauthorized"},
                                                                 {402, "Payment Required"},
                                                                 {404, "Not Found"},
                                                                 {413, "Content Too Large"},
                                                                 {429, "Too Many Requests"},
                                                                 {502, "Bad Gateway"}}};
  for (const auto& [number, reason] : kReasons) {
    if (number == status) return reason;
  }
  return "Answer";
}

}  // namespace
}  // namespace wright
