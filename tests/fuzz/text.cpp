// Bytes that go to a terminal or into a prompt.
#include "base/text.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const std::string escaped = escape_for_terminal(bytes);
  require(is_utf8(escaped), "what is shown is UTF-8");
  require(escape_for_terminal(escaped) == escaped, "what is escaped stays as it is");
  require(is_utf8(to_utf8(bytes)), "what is mended is UTF-8");
  if (is_utf8(bytes)) {
    require(to_utf8(bytes) == bytes, "what is whole is not mended");
    require(is_utf8(head_and_tail(bytes, 40)), "a cut falls between characters");
  }
}

const Registered kRegistered("text", run);

}  // namespace
}  // namespace wright::fuzz
