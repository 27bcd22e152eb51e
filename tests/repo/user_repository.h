// A repository as its user has it, made and read with git itself.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>

#include "base/files.h"
#include "repo/repo.h"
#include "support/program.h"

namespace wright::test {

// git as nobody configured it, whatever this process's environment says.
inline std::string plain_git(const std::filesystem::path& directory, const std::string& arguments) {
  const Ran ran = run_line(directory,
                           "env -i PATH=/usr/bin:/bin GIT_CONFIG_NOSYSTEM=1 "
                           "GIT_CONFIG_GLOBAL=/dev/null git -c protocol.file.allow=always "
                           "-c user.name=user -c user.email=user@example.com " +
                               arguments);
  EXPECT_EQ(ran.exit_code, 0) << "git " << arguments << ": " << ran.out;
  return ran.out.substr(0, ran.out.find_last_not_of('\n') + 1);
}

class UserRepository {
 public:
  UserRepository() : scratch_(TempDirectory::make(testing::TempDir(), "wright-repo-").value()) {
    std::filesystem::create_directory(path());
    git("init -q --template= -b main .");
  }

  [[nodiscard]] std::filesystem::path path() const { return scratch_.path() / "user"; }
  // For what a test wants beside it.
  [[nodiscard]] std::filesystem::path beside(const std::string& name) const {
    return scratch_.path() / name;
  }

  [[nodiscard]] Repo open() const { return Repo::open(path()).value(); }
  std::string git(const std::string& arguments) const { return plain_git(path(), arguments); }

  void write(const std::string& file, const std::string& bytes) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file, std::ios::binary) << bytes;
  }
  [[nodiscard]] std::string read(const std::string& file) const {
    return read_file(path() / file).value_or("(absent)");
  }
  // One commit of one file on main.
  CommitId commit(const std::string& file, const std::string& bytes) const {
    write(file, bytes);
    git("add -A");
    git("commit -q -m " + quoted(file));
    return CommitId{git("rev-parse HEAD")};
  }

 private:
  TempDirectory scratch_;
};

inline Patch patch_of(const std::map<std::string, std::string>& files) {
  Patch patch;
  for (const auto& [path, bytes] : files) put(patch, path, FileMode::regular, bytes);
  return patch;
}

inline CommitSpec commit_of(const TreeId& tree, const std::vector<CommitId>& parents = {}) {
  return {tree, parents, "tensorwright", "tensorwright@invalid", 1700000000, "A claim\n"};
}

}  // namespace wright::test
