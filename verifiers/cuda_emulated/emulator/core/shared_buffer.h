// The dynamic shared memory of the running block.
#pragma once

#include <cstddef>

namespace emu {

struct SharedBuffer {
  char* begin = nullptr;
  std::size_t bytes = 0;
  // What lies behind it belongs to nobody, so that running over is seen: the end of
  // a region of pages, or AddressSanitizer's red zone, in which case this is 0.
  std::size_t region_bytes = 0;
};

extern SharedBuffer shared_buffer;

// As large as profiles allow; the region is kept from launch to launch.
void make_shared_buffer(std::size_t bytes);
void poison_shared_buffer();  // When a block begins.
void drop_shared_buffer();

}  // namespace emu
