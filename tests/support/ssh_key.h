// A key that a test signs with.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdlib>

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

// An ssh-agent of the test's own, with its socket in `directory`; it ends with this, and after
// a minute by itself.
class SshAgent {
 public:
  explicit SshAgent(const std::filesystem::path& directory) : directory_(directory) {
    const Ran ran = run_line(directory_,
                             "timeout 60 ssh-agent -D -a agent >/dev/null 2>&1 & echo $!; "
                             "for turn in $(seq 200); do [ -S agent ] || sleep 0.05; done");
    pid_ = std::atoi(ran.out.c_str());
  }
  ~SshAgent() {
    if (pid_ > 1) ::kill(pid_, SIGTERM);
  }
  SshAgent(const SshAgent&) = delete;
  SshAgent& operator=(const SshAgent&) = delete;

  [[nodiscard]] std::string variables() const {
    return "SSH_AUTH_SOCK=" + quoted((directory_ / "agent").string());
  }
  [[nodiscard]] Ran add(const std::string& key, const std::string& passphrase) const {
    const std::string say = "printf '#!/bin/sh\\necho " + passphrase + "\\n' > say && chmod +x say";
    return run_line(directory_, say + " && " + variables() +
                                    " SSH_ASKPASS=$PWD/say SSH_ASKPASS_REQUIRE=force ssh-add -q " +
                                    key);
  }

 private:
  std::filesystem::path directory_;
  pid_t pid_ = -1;
};

}  // namespace wright::test
