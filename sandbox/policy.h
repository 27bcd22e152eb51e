// The view of the sandbox as bwrap's arguments.
#pragma once

#include <string>
#include <vector>

#include "request.h"
#include "stage.h"

namespace wright {

struct View {
  bool fresh_proc = true;  // False on rung C: the outer /proc, read-only.
  int passwd_fd = -1;      // What /etc/passwd and /etc/group say.
  int group_fd = -1;
};

// Every option of bwrap, for `--args FD`; neither the init nor the command.
[[nodiscard]] std::vector<std::string> bwrap_arguments(const Request& request, const Stage& stage,
                                                       const View& view);

[[nodiscard]] std::string passwd_text(const Surroundings& told);
[[nodiscard]] std::string group_text(const Surroundings& told);

constexpr const char* kInnerInit = "/.wright/init";

}  // namespace wright
