// Work of a CUDA stream that is recorded once and replayed with one launch.
#pragma once

#include <functional>
#include <memory>

#include "tw/stream.h"

namespace tw {

class Graph {
 public:
  Graph(Graph&& other) noexcept;
  Graph& operator=(Graph&& other) noexcept;
  ~Graph();

  // Puts the recorded work into `stream`: the same kernels on the same addresses.
  void replay(const Stream& stream) const;

 private:
  friend Graph capture(Device device, const std::function<void()>& body);
  struct State;
  explicit Graph(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

// Records what `body` puts into the current stream of `device`; nothing of it is done yet.  Memory
// that it asks for comes from a pool of the graph's own, which lives as long as the graph.  What
// cannot be recorded throws "[capture] ...", and whatever the body throws is passed on; no capture
// stays open.
[[nodiscard]] Graph capture(Device device, const std::function<void()>& body);

}  // namespace tw
