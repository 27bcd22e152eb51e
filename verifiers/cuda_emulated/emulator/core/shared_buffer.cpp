#include "core/shared_buffer.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/fiber.h"
#include "core/grid.h"

namespace emu {

SharedBuffer shared_buffer;

namespace {

constexpr std::size_t kRegionBytes = std::size_t{1} << 20;
constexpr std::size_t kBufferAlignment = 128;

char* region();

}  // namespace

void* dynamic_shared() {
  return shared_buffer.begin;
}

void make_shared_buffer(std::size_t bytes) {
  if (EMU_ASAN != 0) {
    void* at = nullptr;
    if (posix_memalign(&at, kBufferAlignment, bytes == 0 ? 1 : bytes) != 0) std::abort();
    shared_buffer = {static_cast<char*>(at), bytes, 0};
    return;
  }
  if (bytes > kRegionBytes / 2) std::abort();  // validate() lets no such launch pass.
  shared_buffer = {region(), bytes, kRegionBytes};
}

void poison_shared_buffer() {
  if (shared_buffer.bytes != 0) std::memset(shared_buffer.begin, 0xff, shared_buffer.bytes);
}

void drop_shared_buffer() {
  if (EMU_ASAN != 0) std::free(shared_buffer.begin);
  shared_buffer = {};
}

namespace {

char* region() {
  static void* const at =
      mmap(nullptr, kRegionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) {
    std::fputs("emulator: no memory for dynamic shared memory\n", stderr);
    std::_Exit(3);
  }
  return static_cast<char*>(at);
}

}  // namespace
}  // namespace emu
