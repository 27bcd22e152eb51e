// Streams that record their work into a graph instead of performing it.
//
//   BeginCapture(origin) -> every submit() adds a node behind the stream's frontier
//   EventRecord, then StreamWaitEvent in another stream: that stream takes part too (fork)
//   ... and back into the origin (join); EndCapture(origin) -> the graph
//   A call that the mode forbids, a fork that was not joined: the capture is invalid
#pragma once

#include <cuda_runtime_api.h>

#include <map>
#include <thread>
#include <vector>

#include "runtime/work.h"

namespace emu {

struct Capture {
  cudaGraph_t graph = nullptr;
  CUstream_st* origin = nullptr;
  cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
  std::thread::id thread;
  unsigned long long id = 0;
  bool valid = true;
  // Behind which nodes the next one of a stream comes.
  std::map<CUstream_st*, std::vector<cudaGraphNode_t>> frontiers;
};

cudaError_t begin_capture(cudaStream_t handle, cudaGraph_t graph,
                          std::vector<cudaGraphNode_t> behind, cudaStreamCaptureMode mode);
cudaError_t end_capture(cudaStream_t handle, cudaGraph_t* graph);

// Adds a node behind the stream's frontier, which it then is.
cudaError_t capture(CUstream_st& stream, Work work, cudaGraphNode_t* made = nullptr);

// The legacy stream orders itself with all others, which a capture cannot record.
cudaError_t refuse_implicit_order(CUstream_st& stream);

// What waits for a stream that captures: the capture is over.
cudaError_t refuse_wait(CUstream_st& stream);

// The mode of the calling thread; returns the one before.
cudaStreamCaptureMode exchange_capture_mode(cudaStreamCaptureMode mode);

}  // namespace emu
