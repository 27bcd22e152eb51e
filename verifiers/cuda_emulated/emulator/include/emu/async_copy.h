// The copies that a CUDA thread has asked for and not yet waited for.
#pragma once

namespace emu {

struct AsyncCopy {
  void* to = nullptr;
  const void* from = nullptr;
  int bytes = 0;
};

void note_async_copy(const AsyncCopy& copy);
// The copies so far are a group.
void close_async_copies();
// The oldest copy that must be made for at most `open` groups to be left; false: none.
bool next_async_copy(int open, AsyncCopy& copy);
// A launch ends: what nobody waited for was never needed.
void forget_async_copies();

}  // namespace emu
