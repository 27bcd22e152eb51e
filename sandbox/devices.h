// The devices of this machine that a request may ask for: those of NVIDIA's GPUs.
#pragma once

#include <string>
#include <vector>

namespace wright {

// In `folder`, usually /dev, sorted: nvidiactl, nvidia-uvm, nvidia-uvm-tools, nvidia0 and so on.
// Links are left out.
[[nodiscard]] std::vector<std::string> gpu_nodes(const std::string& folder);

}  // namespace wright
