#include "runtime/launch.h"

#include <memory>
#include <unordered_map>
#include <utility>

#include "check/program.h"
#include "core/profile.h"
#include "runtime/call.h"
#include "runtime/function.h"
#include "runtime/submit.h"

namespace emu {
cudaError_t enqueue(GridShape shape, Kernel kernel, cudaStream_t stream, const void* function) {
  return call("tw::launch", [&] {
    const cudaError_t refused = validate(shape, shared_allowed(function));
    if (refused != cudaSuccess) return refused;
    auto kept = std::make_shared<const Kernel>(std::move(kernel));
    return submit(stream, KernelWork{shape, std::move(kept), function});
  });
}

std::string name_of(const void* function) {
  static auto* const known = new std::unordered_map<const void*, std::string>;
  std::string& name = (*known)[function];
  if (name.empty()) name = function_at(function);
  return name.empty() ? "kernel" : name;
}

}  // namespace emu
