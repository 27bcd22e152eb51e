// Atomic operations of a program that is compiled with -fsanitize=thread: here each is made,
// and told to the checks when a CUDA thread makes it.
#include <cstdint>

#include "check/kernel_access.h"
#include "core/fiber.h"
#include "core/user_code.h"

namespace {

inline void tell(const volatile void* at, std::size_t bytes, const void* caller) {
  const void* const where = const_cast<const void*>(at);
  if (!emu::on_stacks(__builtin_frame_address(0)) || emu::on_stacks(where) || !emu::user_code)
    return;
  const emu::InEmulator in_emulator;
  emu::check_alignment(where, bytes, caller);
  emu::kernel_touches(where, bytes, emu::Touch::atomic, caller);
}

}  // namespace

// Orders are those of the strongest: a weaker one may always be made stronger.
#define EMU_FETCH(bits, T, name, builtin)                                   \
  extern "C" T __tsan_atomic##bits##_##name(volatile T* at, T value, int);  \
  extern "C" T __tsan_atomic##bits##_##name(volatile T* at, T value, int) { \
    tell(at, sizeof(T), __builtin_return_address(0));                       \
    return builtin(at, value, __ATOMIC_SEQ_CST);                            \
  }

#define EMU_EXCHANGE_IF(bits, T, name)                                                          \
  extern "C" int __tsan_atomic##bits##_##name(volatile T* at, T* expected, T value, int, int);  \
  extern "C" int __tsan_atomic##bits##_##name(volatile T* at, T* expected, T value, int, int) { \
    tell(at, sizeof(T), __builtin_return_address(0));                                           \
    return __atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST,            \
                                       __ATOMIC_SEQ_CST)                                        \
               ? 1                                                                              \
               : 0;                                                                             \
  }

#define EMU_ATOMICS(bits, T)                                                                      \
  extern "C" T __tsan_atomic##bits##_load(const volatile T* at, int);                             \
  extern "C" T __tsan_atomic##bits##_load(const volatile T* at, int) {                            \
    tell(at, sizeof(T), __builtin_return_address(0));                                             \
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);                                                 \
  }                                                                                               \
  extern "C" void __tsan_atomic##bits##_store(volatile T* at, T value, int);                      \
  extern "C" void __tsan_atomic##bits##_store(volatile T* at, T value, int) {                     \
    tell(at, sizeof(T), __builtin_return_address(0));                                             \
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                                \
  }                                                                                               \
  EMU_FETCH(bits, T, exchange, __atomic_exchange_n)                                               \
  EMU_FETCH(bits, T, fetch_add, __atomic_fetch_add)                                               \
  EMU_FETCH(bits, T, fetch_sub, __atomic_fetch_sub)                                               \
  EMU_FETCH(bits, T, fetch_and, __atomic_fetch_and)                                               \
  EMU_FETCH(bits, T, fetch_or, __atomic_fetch_or)                                                 \
  EMU_FETCH(bits, T, fetch_xor, __atomic_fetch_xor)                                               \
  EMU_FETCH(bits, T, fetch_nand, __atomic_fetch_nand)                                             \
  EMU_EXCHANGE_IF(bits, T, compare_exchange_strong)                                               \
  EMU_EXCHANGE_IF(bits, T, compare_exchange_weak)                                                 \
  extern "C" T __tsan_atomic##bits##_compare_exchange_val(volatile T* at, T expected, T value,    \
                                                          int, int);                              \
  extern "C" T __tsan_atomic##bits##_compare_exchange_val(volatile T* at, T expected, T value,    \
                                                          int, int) {                             \
    tell(at, sizeof(T), __builtin_return_address(0));                                             \
    __atomic_compare_exchange_n(at, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    return expected;                                                                              \
  }

EMU_ATOMICS(8, unsigned char)
EMU_ATOMICS(16, unsigned short)
EMU_ATOMICS(32, unsigned int)
EMU_ATOMICS(64, unsigned long)

extern "C" {
void __tsan_atomic_thread_fence(int);
void __tsan_atomic_signal_fence(int);
void __tsan_atomic_thread_fence(int) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int) {
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
}
