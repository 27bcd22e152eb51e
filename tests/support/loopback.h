// An HTTP server on loopback in a thread of the test, which can do what no good
// server does: break off, reset, or say nothing more.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wright::test {

struct Request {
  std::string path;
  std::string head;  // Request line and headers.
  std::string body;
};

enum class Ending { proper, cut, reset, stall };  // A stall lasts until the client goes.

struct Response {
  int status = 200;
  std::vector<std::string> headers;
  std::string body;
  Ending ending = Ending::proper;
};

class Loopback {
 public:
  using Handler = std::function<Response(const Request&)>;

  // Answers one connection after the other, each with one request.  What a client asks by GET
  // is `on_get`'s, with 404 where there is none, and is not kept.
  explicit Loopback(Handler handler, Handler on_get = {});
  ~Loopback();
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::vector<Request> requests() const;

 private:
  void serve();
  void answer(int client);

  Handler handler_;
  Handler on_get_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_over_{false};
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::thread thread_;
};

}  // namespace wright::test
