// A constructor maps the grader's page and takes its name away, so that no path
// leads to it any more; the grader has the file open.
#include "counter.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace wright {
namespace {

CountPage early_page{};

void add(std::uint64_t& count, std::uint64_t by) {
  __atomic_fetch_add(&count, by, __ATOMIC_RELAXED);
}

// What a name means to the whole program is ours, unless the program has its own.
std::uint64_t hidden_names() {
  void* self = nullptr;
  Dl_info about{};
  if (dladdr(&early_page, &about) != 0) self = about.dli_fbase;
  std::uint64_t hidden = 0;
  std::uint64_t bit = 1;
  for (const char* name : kCountedNames) {
    void* found = dlsym(RTLD_DEFAULT, name);
    const bool is_ours = dladdr(found, &about) != 0 && about.dli_fbase == self;
    if (!is_ours) hidden |= bit;
    bit <<= 1U;
  }
  return hidden;
}

__attribute__((constructor)) void begin() {
  const int file = open(kCountFile, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  unlink(kCountFile);
  static const auto map = reinterpret_cast<decltype(&mmap)>(next_function("mmap"));
  void* page = map(nullptr, sizeof(CountPage), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (page == MAP_FAILED) return;
  auto* shared = static_cast<CountPage*>(page);
  shared->live_bytes = early_page.live_bytes;
  shared->hidden = hidden_names();
  count_page = shared;
  __atomic_store_n(&shared->magic, kCountMagic, __ATOMIC_RELEASE);
}

}  // namespace

CountPage* count_page = &early_page;

void count_allocation(std::size_t bytes) {
  add(count_page->allocations, 1);
  add(count_page->allocated_bytes, bytes);
}

void count_copy(std::size_t bytes) {
  add(count_page->copies, 1);
  add(count_page->copied_bytes, bytes);
}

void count_sync() {
  add(count_page->syncs, 1);
}

void count_live(std::int64_t bytes) {
  const std::int64_t live = __atomic_add_fetch(&count_page->live_bytes, bytes, __ATOMIC_RELAXED);
  std::int64_t peak = __atomic_load_n(&count_page->peak_bytes, __ATOMIC_RELAXED);
  while (live > peak && !__atomic_compare_exchange_n(&count_page->peak_bytes, &peak, live, true,
                                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

void* next_function(const char* name) {
  return dlsym(RTLD_NEXT, name);
}

}  // namespace wright
