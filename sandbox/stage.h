// The stage: a private mount namespace in which everything that the sandbox
// shows lies ready under one folder, whatever directories it comes from.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "request.h"

namespace wright {

// Who we are and who the payload will be.
struct Identity {
  bool root = false;
  uid_t uid = 0;
  gid_t gid = 0;
};

[[nodiscard]] Identity identity_of(const Request& request);

// Paths for bwrap, valid in this process's mount namespace.
struct Stage {
  std::vector<std::string> mounts;  // One for each Request::mounts.
  std::string overlay;
  std::string init;
  std::string tmp;  // Empty: bwrap makes them, with no limit on inodes.
  std::string shared_memory;
};

// Called in the forked child.  As root: everything is bound below a tmpfs of
// our own, so that a source in a closed home can be shown; read-only sources and
// the overlay's lower tree appear as the payload's own, whoever owns them.  Else:
// the same in a user namespace, which may be forbidden (`unsupported`).
Result<Stage> set_stage(const Request& request, const Identity& identity,
                        const std::string& init_program);

// Without a namespace of our own: the paths as they are, and no overlay.
Result<Stage> plain_stage(const Request& request, const std::string& init_program);

// Makes `upper` and `work` below Overlay::changes where they are missing.
Result<void> prepare_overlay(const Request& request, const Identity& identity);

}  // namespace wright
