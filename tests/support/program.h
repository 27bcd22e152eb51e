// Runs the built program as a user would, in a repository of the test's own.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.h"

namespace wright::test {

struct Ran {
  int exit_code = -1;
  int signal = 0;
  std::string out;  // Both streams.
};

inline std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char letter : text)
    word += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return word + "'";
}

// A shell line in `directory`, both streams captured.
inline Ran run_line(const std::filesystem::path& directory, const std::string& line) {
  const std::string command = "cd " + quoted(directory.string()) + " && exec 2>&1; " + line;
  Ran ran;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    ran.out.append(buffer, count);
  }
  const int status = ::pclose(pipe);
  // The shell says 128 + N when its command was killed by signal N.
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (ran.exit_code > 128) ran.signal = ran.exit_code - 128;
  return ran;
}

// `tensorwright ARGUMENTS` with `variables` such as "A=1 B=2" before it.
inline Ran tensorwright(const std::filesystem::path& repository, const std::string& arguments,
                        const std::string& variables = "") {
  return run_line(repository, "env " + variables + " " +
                                  quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") + " " + arguments);
}

inline std::filesystem::path source(const std::string& path) {
  return std::filesystem::path(WRIGHT_SOURCE_DIR) / path;
}

// A fresh git repository with one commit.
class Repository {
 public:
  Repository() : scratch_(TempDirectory::make("/tmp", "wright-test-").value()) {
    run_line(path(),
             "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty "
             "-m first");
  }
  [[nodiscard]] const std::filesystem::path& path() const { return scratch_.path(); }

 private:
  TempDirectory scratch_;
};

}  // namespace wright::test
