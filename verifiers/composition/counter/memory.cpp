// malloc and its kin, mmap and munmap.  glibc's own are called by the names under
// which it exports them a second time, since dlsym itself allocates.
#include <malloc.h>
#include <sys/mman.h>

#include <cerrno>

#include "counter.h"

extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* block);
}

namespace {

void* counted(void* block, std::size_t bytes) {
  if (block == nullptr) return block;
  wright::count_allocation(bytes);
  wright::count_live(static_cast<std::int64_t>(malloc_usable_size(block)));
  return block;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t bytes) {
  return counted(__libc_malloc(bytes), bytes);
}

void* calloc(std::size_t count, std::size_t bytes) {
  return counted(__libc_calloc(count, bytes), count * bytes);
}

void* realloc(void* old, std::size_t bytes) {
  const std::size_t before = old == nullptr ? 0 : malloc_usable_size(old);
  void* block = __libc_realloc(old, bytes);
  const bool is_freed = block == nullptr && bytes == 0;
  if (block != nullptr || is_freed) wright::count_live(-static_cast<std::int64_t>(before));
  return counted(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
  return counted(__libc_memalign(alignment, bytes), bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return memalign(alignment, bytes);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  void* made = memalign(alignment, bytes);
  if (made == nullptr) return ENOMEM;
  *block = made;
  return 0;
}

void free(void* block) {
  if (block == nullptr) return;
  wright::count_live(-static_cast<std::int64_t>(malloc_usable_size(block)));
  __libc_free(block);
}

void* mmap(void* at, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  static const auto next = reinterpret_cast<decltype(&mmap)>(wright::next_function("mmap"));
  void* mapped = next(at, bytes, protection, flags, file, offset);
  if (mapped == MAP_FAILED) return mapped;
  wright::count_allocation(bytes);
  wright::count_live(static_cast<std::int64_t>(bytes));
  return mapped;
}

void* mmap64(void* at, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  return mmap(at, bytes, protection, flags, file, offset);
}

int munmap(void* at, std::size_t bytes) {
  static const auto next = reinterpret_cast<decltype(&munmap)>(wright::next_function("munmap"));
  const int failed = next(at, bytes);
  if (failed == 0) wright::count_live(-static_cast<std::int64_t>(bytes));
  return failed;
}

}  // extern "C"
#pragma GCC visibility pop
