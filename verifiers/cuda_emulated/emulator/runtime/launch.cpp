#include "runtime/launch.h"

#include <cxxabi.h>
#include <dlfcn.h>

#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <utility>

#include "core/profile.h"
#include "runtime/call.h"
#include "runtime/function.h"
#include "runtime/submit.h"

namespace emu {
namespace {

std::string demangled(const char* symbol);

}  // namespace

cudaError_t enqueue(GridShape shape, Kernel kernel, cudaStream_t stream, const void* function) {
  return call("tw::launch", [&] {
    const cudaError_t refused = validate(shape, shared_allowed(function));
    if (refused != cudaSuccess) return refused;
    if (kernel.name.empty()) kernel.name = name_of(function);
    auto kept = std::make_shared<const Kernel>(std::move(kernel));
    return submit(stream, KernelWork{shape, std::move(kept), function});
  });
}

std::string name_of(const void* function) {
  static auto* const known = new std::unordered_map<const void*, std::string>;
  std::string& name = (*known)[function];
  if (!name.empty()) return name;
  Dl_info info{};
  const bool found = dladdr(function, &info) != 0 && info.dli_sname != nullptr;
  name = found ? demangled(info.dli_sname) : "kernel";
  return name;
}

namespace {

std::string demangled(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(
      abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
  return status == 0 ? plain.get() : symbol;
}

}  // namespace
}  // namespace emu
