// A key that a test signs with.
#pragma once

#include "support/program.h"

namespace wright::test {

inline bool has_ssh_keygen() {
  return run_line("/", "command -v ssh-keygen").exit_code == 0;
}

// Makes the key `name` in `directory` and, under the same name, an entry in the file `allowed`.
inline Ran make_key(const std::filesystem::path& directory, const std::string& name,
                    const std::string& passphrase = "") {
  return run_line(directory, "ssh-keygen -q -t ed25519 -C test -N '" + passphrase + "' -f " + name +
                                 " && echo \"" + name + " $(cat " + name + ".pub)\" >> allowed");
}

}  // namespace wright::test
