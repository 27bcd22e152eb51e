// A statement in a DSSE envelope (https://github.com/secure-systems-lab/dsse) that an
// SSH key has signed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace wright {

struct Envelope {
  std::string statement;
  std::string key;        // "SHA256:...", as the envelope names it; it is the signature's.
  std::string signature;  // Binary, over `signed_bytes`.
};
[[nodiscard]] std::string to_text(const Envelope& envelope);

// One line of canonical JSON.
Result<std::string> sign_statement(const std::string& statement, const std::filesystem::path& key);

// None when the text is no envelope at all; an Error when it is one that cannot be ours.
Result<std::optional<Envelope>> open_envelope(const std::string& text);

// What a signature is over: the type and the statement, each with its size.
[[nodiscard]] std::string signed_bytes(const std::string& statement);

}  // namespace wright
