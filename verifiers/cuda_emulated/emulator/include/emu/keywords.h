// CUDA's words for a plain C++ compiler: before NVIDIA's headers, which keep them.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define EMU_HOOKS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EMU_HOOKS 1
#endif
#endif

// Where accesses are watched, shared memory is the only thread-local memory there is, so
// that an address tells what it belongs to.
#ifdef EMU_HOOKS
#define __shared__ static thread_local
#else
#define __shared__ static
#endif

#define __launch_bounds__(...)

// Memory that host and device share is not modelled: the name says so to the compiler.
#define __managed__ managed_memory_is_not_modelled_by_the_emulator

// A function whose own accesses are told to the checker by what it calls.
#if defined(__clang__)
#define EMU_UNSEEN __attribute__((noinline, no_sanitize("thread")))
#else
#define EMU_UNSEEN __attribute__((noinline, no_sanitize_thread))
#endif
