// memcpy, memmove and their kin.  Until the C library's are known, bytes are copied one by one.
#include <cstring>

#include "counter.h"

namespace {

using Copy = void* (*)(void*, const void*, std::size_t);

Copy next_copy = nullptr;
Copy next_move = nullptr;

// Volatile, or the compiler would make a call of memcpy of it.
void* copy_bytes(void* to, const void* from, std::size_t bytes) {
  auto* target = static_cast<volatile char*>(to);
  const auto* source = static_cast<const char*>(from);
  if (target <= source) {
    for (std::size_t i = 0; i < bytes; ++i) target[i] = source[i];
  } else {
    for (std::size_t i = bytes; i-- > 0;) target[i] = source[i];
  }
  return to;
}

__attribute__((constructor)) void find_copies() {
  next_move = reinterpret_cast<Copy>(wright::next_function("memmove"));
  next_copy = reinterpret_cast<Copy>(wright::next_function("memcpy"));
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void* memcpy(void* to, const void* from, std::size_t bytes) {
  wright::count_copy(bytes);
  return (next_copy == nullptr ? copy_bytes : next_copy)(to, from, bytes);
}

void* memmove(void* to, const void* from, std::size_t bytes) {
  wright::count_copy(bytes);
  return (next_move == nullptr ? copy_bytes : next_move)(to, from, bytes);
}

void* mempcpy(void* to, const void* from, std::size_t bytes) {
  return static_cast<char*>(memcpy(to, from, bytes)) + bytes;
}

[[noreturn]] void __chk_fail();

void* __memcpy_chk(void* to, const void* from, std::size_t bytes, std::size_t room) {
  if (bytes > room) __chk_fail();
  return memcpy(to, from, bytes);
}

void* __memmove_chk(void* to, const void* from, std::size_t bytes, std::size_t room) {
  if (bytes > room) __chk_fail();
  return memmove(to, from, bytes);
}

}  // extern "C"
#pragma GCC visibility pop
