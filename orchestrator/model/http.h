// HTTP as far as a model's server needs it: one request, its answer as it streams.
//
// Transport is a port because the real one is a network; tests hand in bytes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/secret.h"

namespace wright {

struct HttpLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds idle{300'000};  // Without a byte; a large prompt takes its time.
  std::chrono::milliseconds total{1'800'000};
  std::size_t body_bytes_max = 32U << 20U;

  bool operator==(const HttpLimits&) const = default;
};

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;  // "name: value".
  std::string key_header;            // The key goes behind it: "x-api-key: ".
  Secret key;
  std::string body;
  HttpLimits limits;
  bool is_get = false;  // Asks for what lies there, without a body.
};

enum class HttpEnd {
  finished,
  stopped,      // By `on_bytes`.
  unreachable,  // Nothing was sent.
  cut,          // The connection broke in mid-answer.
  timeout,
  oversized,
  cancelled,
};

struct HttpAnswer {
  HttpEnd end = HttpEnd::finished;
  int status = 0;                              // 0: none came.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;                            // At most `body_bytes_max`.
  std::string detail;                          // Why it did not finish.
};

// Sees the bytes of a body of status 200; false ends the transfer.
using OnBytes = std::function<bool(std::string_view)>;

class Transport {
 public:
  virtual ~Transport() = default;
  // What the network did is an HttpAnswer.  An Error is a request that cannot be made.
  virtual Result<HttpAnswer> send(const HttpRequest& request, const OnBytes& on_bytes) = 0;
};

// True for a server on this machine: what goes there by plain HTTP is on no wire.
[[nodiscard]] bool is_on_loopback(const std::string& url);

// Over libcurl: certificates are verified, redirects are not followed, proxies are
// those of the usual variables, and loopback has none.  `stop` (may be null) is
// looked at once a second.
[[nodiscard]] std::unique_ptr<Transport> make_curl_transport(const std::atomic<bool>* stop);

}  // namespace wright
