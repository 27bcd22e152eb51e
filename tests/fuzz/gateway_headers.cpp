// The headers of a CLI's call: the key that it shows, and what goes on.
#include "model/gateway_headers.h"

#include <algorithm>

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

bool is_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

void run(std::string_view bytes) {
  const ParsedCall parsed = parse_call(bytes, CallLimits{4096, 64, 4096});
  if (parsed.state != ParsedCall::State::whole) return;
  const ShownKey shown = shown_key(parsed.call);
  require(is_line(shown.key.reveal()), "a key is no second header");
  const std::vector<std::string> bare = passed_headers(parsed.call, false);
  const std::vector<std::string> with_login = passed_headers(parsed.call, true);
  require(bare.size() <= with_login.size(), "a login lets more go on");
  for (const std::string& header : with_login) {
    require(is_line(header), "what goes on is one line");
    const std::string name = header.substr(0, header.find(": "));
    require(name != "authorization" && name != "x-api-key", "no key goes on by itself");
    require(header == name + ": " + header_of(parsed.call, name.c_str()), "it goes on as it came");
  }
}

const Registered kRegistered("gateway_headers", run);

}  // namespace
}  // namespace wright::fuzz
