// A script in the place of wright-sandbox: the payload's streams are its 0 and
// 1, the request is its 3, its report goes to 4, and 5 ends when it must end.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/files.h"
#include "exec/runner.h"

namespace wright::test {

// The report of a command that exited with 0.
inline std::string good_report() {
  return R"({"outcome":{"exit":0},"out":"aGk=","err":"","truncated":false,"wall_ms":1,)"
         R"("cpu_ms":2,"memory_peak_bytes":3,"isolation":{"rung":"A","enforced":["memory"],)"
         R"("polled":[],"degraded":["disk"],"kernel":"6","uid":64100}})";
}

class FakeSandbox {
 public:
  explicit FakeSandbox(const std::string& script)
      : scratch_(TempDirectory::make("/tmp", "wright-fake-").value()) {
    (void)write_file(program(), "#!/bin/sh\n" + script + "\n");
    ::chmod(program().c_str(), 0755);
  }
  [[nodiscard]] std::filesystem::path program() const { return scratch_.path() / "sandbox"; }
  [[nodiscard]] std::filesystem::path beside(const std::string& name) const {
    return scratch_.path() / name;
  }
  [[nodiscard]] std::unique_ptr<Runner> runner() const { return make_local_runner(program()); }

 private:
  TempDirectory scratch_;
};

// Shell words that report a good end.
inline std::string says_good_report() {
  return "cat >&4 <<'END'\n" + good_report() + "\nEND\n";
}

}  // namespace wright::test
