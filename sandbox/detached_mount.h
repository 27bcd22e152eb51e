// One mount that is nowhere yet: a clone of a tree, changed, then attached.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <utility>

#include "base/descriptor.h"
#include "base/result.h"
#include "stage.h"

namespace wright {

// A recursive clone of `source`, a directory or a file.
Result<Descriptor> clone_tree(const std::string& source);

// Makes what belongs to the owner of a tree's root appear as the payload's.
// Some file systems cannot; then the tree stays as it is.
class OwnerMap {
 public:
  explicit OwnerMap(const Identity& identity) : identity_(identity) {}

  void show_as_own(const Descriptor& tree);

 private:
  const Identity identity_;
  std::map<std::pair<uid_t, gid_t>, Descriptor> tables_;  // By owner.
};

Result<void> attach(const Descriptor& tree, const std::string& at);

// A tmpfs with limits on bytes and files that belongs to the payload.
Result<void> mount_tmpfs(const std::string& at, std::int64_t bytes, const Identity& identity);

}  // namespace wright
