// tw/cuda.h for the emulator.
#pragma once

#include "emu/symbol.h"
#include "runtime/launch.h"

namespace tw {

// The arguments are converted to the kernel's parameters and kept until the launch has
// run, which is when something waits for its stream.
template <class... P, class... A>
[[nodiscard]] cudaError_t launch(void (*kernel)(P...), const Launch& config, A&&... args) {
  static_assert(sizeof...(P) == sizeof...(A), "as many arguments as the kernel has parameters");
  struct Kept {
    void (*kernel)(P...);
    std::tuple<std::decay_t<P>...> arguments;
  };
  const auto kept = std::make_shared<const Kept>(
      Kept{kernel, {static_cast<std::decay_t<P>>(std::forward<A>(args))...}});
  emu::Kernel emulated;
  emulated.parameters = {kept.get(), sizeof(Kept), kept};
  emulated.body = [all = kept.get()] { std::apply(all->kernel, all->arguments); };
  return emu::enqueue({config.grid, config.block, config.shared}, std::move(emulated),
                      config.stream, reinterpret_cast<const void*>(kernel));
}

}  // namespace tw

#define TW_DYN_SHARED(T, name) T* const name = static_cast<T*>(::emu::dynamic_shared())

// T may be an array type: std::type_identity_t keeps its extents.
#define EMU_VARIABLE(T, name, constant)                 \
  static std::type_identity_t<T> name;                  \
  [[maybe_unused]] static const bool emu_noted_##name = \
      ::emu::note_symbol(&name, sizeof(name), #name, constant)
#define TW_DEVICE_VAR(T, name) EMU_VARIABLE(T, name, false)
#define TW_CONSTANT(T, name) EMU_VARIABLE(T, name, true)
