// The emulator ends a process with _Exit, after which gcov writes nothing: so write first.
// Linked with --wrap=_Exit.  AddressSanitizer's own end says so too, where it is linked.
extern "C" {
#include <gcov.h>  // Does not say so itself.
}

// NOLINTBEGIN: the linker's and the sanitizer's names.
extern "C" [[noreturn]] void __real__Exit(int code);
extern "C" [[noreturn]] void __wrap__Exit(int code);
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

void __wrap__Exit(int code) {
  __gcov_dump();
  __real__Exit(code);
}
// NOLINTEND

namespace {

__attribute__((constructor)) void listen_to_sanitizer() {
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(__gcov_dump);
}

}  // namespace
