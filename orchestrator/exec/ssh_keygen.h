// SSH signatures (OpenSSH's PROTOCOL.sshsig) of the namespace `tensorwright`, by
// the `ssh-keygen` on the PATH: within ten seconds, in a directory of its own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

// The binary signature of `bytes` by the private key in `key`, or by the one that the agent
// of SSH_AUTH_SOCK holds for `key`, which may then be the public half alone.  Nobody is asked
// for a passphrase.  Errors (usage): no ssh-keygen here, no such key, one that is locked and
// that no agent holds.
Result<std::string> ssh_sign(std::string_view bytes, const std::filesystem::path& key);

// "SHA256:..." of the public key inside a binary signature, as `ssh-keygen -l` has it.
Result<std::string> ssh_key_of(std::string_view signature);

// Who signed, as the allowed signers' file calls them; empty: the signature is bad, or by
// nobody who may.  With an empty `allowed_signers` a good signature of any key gives that key.
Result<std::string> ssh_signer_of(std::string_view bytes, std::string_view signature,
                                  const std::filesystem::path& allowed_signers);

}  // namespace wright
