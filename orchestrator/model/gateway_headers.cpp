#include "model/gateway_headers.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wright {

std::string header_of(const HttpCall& call, const char* name) {
  const auto found = call.headers.find(name);
  if (found == call.headers.end()) return {};
  const std::string& value = found->second;
  const bool is_line = std::none_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  });
  return is_line ? value : std::string();
}

ShownKey shown_key(const HttpCall& call) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string bearer = header_of(call, "authorization");
  if (bearer.rfind(kBearer, 0) == 0) {
    return {"authorization: Bearer ", Secret(bearer.substr(kBearer.size()))};
  }
  return {"x-api-key: ", Secret(header_of(call, "x-api-key"))};
}

std::vector<std::string> passed_headers(const HttpCall& call, bool brings_login) {
  constexpr std::array kOfALogin{"chatgpt-account-id", "openai-beta", "originator"};
  std::vector<std::string> passed;
  const auto pass = [&](const char* name) {
    const std::string value = header_of(call, name);
    if (!value.empty()) passed.push_back(std::string(name) + ": " + value);
  };
  pass("anthropic-beta");
  if (brings_login) std::for_each(kOfALogin.begin(), kOfALogin.end(), pass);
  return passed;
}

}  // namespace wright
