// SSH signatures (OpenSSH's PROTOCOL.sshsig) of the namespace `tensorwright`.
#pragma once

#include <string>

namespace auditor {

struct Signature {
  enum class State { good, bad, unknown };  // Unknown: there was nothing to check it with.
  State state = State::unknown;
  std::string why;  // Unless it is good.
};

// "SHA256:..." of the key inside the binary signature, as ssh-keygen -l prints it; or "".
std::string key_of(const std::string& signature);

// By ssh-keygen -Y.  Without `allowed_signers` any key may have signed.
Signature check_signature(const std::string& body, const std::string& signature,
                          const std::string& allowed_signers);

}  // namespace auditor
