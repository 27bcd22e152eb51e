// Events: a point in the order of streams, and in the modelled time.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

#include "check/memory.h"

namespace emu {
struct Capture;
}  // namespace emu

struct CUevent_st {
  unsigned flags = cudaEventDefault;
  bool recorded = false;
  emu::Clock clock;  // What is done when the event has happened.
  double at_ms = 0;  // On the modelled clock.
  // Recorded in a stream that captured: behind which nodes of which graph.
  std::shared_ptr<emu::Capture> capture;
  std::vector<cudaGraphNode_t> behind;
};
