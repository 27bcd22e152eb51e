// A server of ours on loopback in a thread of the test, and a client that says exactly
// what it is told.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>

#include <atomic>
#include <string>
#include <thread>

#include "base/descriptor.h"
#include "model/http_server.h"

namespace wright::test {

class Served {
 public:
  explicit Served(OnCall on_call, ServerLimits limits = {}) {
    listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address_), sizeof address_);
    ::listen(listener_.get(), 16);
    socklen_t size = sizeof address_;
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address_), &size);
    thread_ = std::thread([this, limits, on_call = std::move(on_call)] {
      serve_http(listener_, limits, over_, on_call);
    });
  }
  ~Served() { stop(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  void stop() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] Descriptor connected() const {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address_), sizeof address_);
    return socket;
  }

 private:
  Descriptor listener_;
  sockaddr_in address_{};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

inline void say(const Descriptor& socket, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = ::send(socket.get(), bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) return;
    at += static_cast<std::size_t>(sent);
  }
}

// All that comes until the server closes.
inline std::string hear(const Descriptor& socket) {
  std::string heard;
  char piece[4096];
  for (ssize_t count = 0; (count = ::recv(socket.get(), piece, sizeof piece, 0)) > 0;) {
    heard.append(piece, static_cast<std::size_t>(count));
  }
  return heard;
}

inline std::string asked(const Served& server, const std::string& request) {
  const Descriptor socket = server.connected();
  say(socket, request);
  return hear(socket);
}

inline std::string post(const std::string& path, const std::string& headers,
                        const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace wright::test
