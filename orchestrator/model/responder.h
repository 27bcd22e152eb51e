// What goes back to the client of one HTTP request.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace wright {

// `send` alone, or `begin`, pieces and `end`.  Each is false once the client is gone.
class Responder {
 public:
  Responder(int client, std::chrono::milliseconds stall_max, const std::atomic<bool>& over)
      : client_(client), stall_max_(stall_max), over_(over) {}

  bool send(int status, std::string_view body, const std::vector<std::string>& headers = {});
  bool begin(const std::string& content_type);
  bool add(std::string_view piece);
  bool end();

  [[nodiscard]] bool has_begun() const { return has_begun_; }

 private:
  bool write(std::string_view bytes);

  int client_;
  std::chrono::milliseconds stall_max_;
  const std::atomic<bool>& over_;
  bool has_begun_ = false;
  bool is_gone_ = false;
};

// The body of an error, as clients of Anthropic's and of OpenAI's APIs read it.
[[nodiscard]] std::string error_body(const std::string& type, const std::string& message);

}  // namespace wright
