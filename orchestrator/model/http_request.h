// An HTTP/1.1 request out of the bytes of a connection, strictly and within bounds.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace wright {

struct HttpCall {
  std::string method;
  std::string path;                            // Without its query.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;

  bool operator==(const HttpCall&) const = default;
};

struct CallLimits {
  std::size_t head_bytes_max = 64U << 10U;
  std::size_t headers_max = 100;
  std::size_t body_bytes_max = 32U << 20U;
};

// How far the bytes go.
struct ParsedCall {
  enum class State { partial, whole, fault };
  State state = State::partial;
  HttpCall call;                // When it is whole.
  bool wants_continue = false;  // The client waits for leave to send its body.
  int status = 0;               // Of a fault.
  std::string why;

  bool operator==(const ParsedCall&) const = default;
};

// `bytes` is all that has come; what stands behind the request is ignored.
[[nodiscard]] ParsedCall parse_call(std::string_view bytes, const CallLimits& limits);

}  // namespace wright
