#include "runtime/arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "runtime/host_access.h"

#if defined(__SANITIZE_ADDRESS__)
#define EMU_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EMU_ASAN 1
#endif
#endif
#ifdef EMU_ASAN
#include <sanitizer/asan_interface.h>
#endif

namespace emu {
namespace {

// Larger ones are filled in front only: their other pages stay untouched until used.
constexpr std::size_t kFilledMax = std::size_t{32} << 20;
constexpr std::size_t kPage = 4096;

struct Arena {
  char* begin = nullptr;
  std::map<std::size_t, std::size_t> holes;  // From an offset, so many bytes.
  std::map<std::size_t, std::size_t> taken;
  std::size_t next = 0;     // Where the search goes on.
  std::size_t highest = 0;  // No page above was ever handed out.
  std::size_t marked = 0;   // Up to here AddressSanitizer knows what is closed.
  std::size_t bytes_free = kDeviceBytes - kAlignment;
  int open = 0;
};

Arena& arena();
char* reserve();
std::map<std::size_t, std::size_t>::iterator find_hole(std::size_t bytes);
void mark_ahead();
void protect(bool open);

}  // namespace

void* arena_take(std::size_t bytes) {
  Arena& own = arena();
  const std::size_t room = (bytes + 2 * kAlignment - 1) / kAlignment * kAlignment;
  const auto hole = find_hole(room);
  if (hole == own.holes.end()) return nullptr;
  const auto [offset, size] = *hole;
  own.holes.erase(hole);
  if (size > room) own.holes[offset + room] = size - room;
  own.taken[offset] = room;
  own.next = offset + room;
  own.bytes_free -= room;
  if (own.open > 0) {
    own.highest = std::max(own.highest, own.next);
    protect(true);
  }
  own.highest = std::max(own.highest, own.next);
  mark_ahead();
  arena_reopen(own.begin + offset, bytes);
  return own.begin + offset;
}

void arena_close([[maybe_unused]] void* at, [[maybe_unused]] std::size_t bytes) {
#ifdef EMU_ASAN
  __asan_poison_memory_region(at, bytes);
#endif
}

void arena_reopen(void* at, std::size_t bytes) {
  const ArenaOpen open;
#ifdef EMU_ASAN
  __asan_unpoison_memory_region(at, bytes);
#endif
  std::memset(at, 0xFF, std::min(bytes, kFilledMax));
}

void arena_give_back(void* at) {
  Arena& own = arena();
  const auto found = own.taken.find(static_cast<std::size_t>(static_cast<char*>(at) - own.begin));
  if (found == own.taken.end()) return;
  auto [offset, size] = *found;
  own.taken.erase(found);
  own.bytes_free += size;
  const auto after = own.holes.find(offset + size);
  if (after != own.holes.end()) {
    size += after->second;
    own.holes.erase(after);
  }
  const auto above = own.holes.lower_bound(offset);
  if (above != own.holes.begin()) {
    const auto before = std::prev(above);
    if (before->first + before->second == offset) {
      before->second += size;
      return;
    }
  }
  own.holes[offset] = size;
}

bool in_arena(const void* at) {
  const char* const begin = arena().begin;
  return at >= begin && at < begin + kDeviceBytes;
}

std::size_t arena_bytes_free() {
  return arena().bytes_free;
}

ArenaOpen::ArenaOpen() {
  if (arena().open++ == 0) protect(true);
}

ArenaOpen::~ArenaOpen() {
  if (--arena().open == 0) protect(false);
}

namespace {

// Never destroyed: the host may free device memory while the process ends.
Arena& arena() {
  static Arena* const own = [] {
    auto* const made = new Arena;
    made->begin = reserve();
    // What lies before the first allocation is the device's too, and nobody's.
    made->holes[kAlignment] = kDeviceBytes - kAlignment;
    watch_host(made->begin, kDeviceBytes);
    return made;
  }();
  return *own;
}

char* reserve() {
  void* const at =
      mmap(nullptr, kDeviceBytes, host_is_kept_out() ? PROT_NONE : PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    std::fprintf(stderr,
                 "emulator: no %zu MiB of addresses for device memory: allow the process more\n",
                 kDeviceBytes >> 20);
    std::abort();
  }
  return static_cast<char*>(at);
}

// The first hole that is large enough, from where the last one was taken on.
std::map<std::size_t, std::size_t>::iterator find_hole(std::size_t bytes) {
  Arena& own = arena();
  const auto fits = [bytes](const auto& hole) { return hole.second >= bytes; };
  const auto middle = own.holes.lower_bound(own.next);
  const auto behind = std::find_if(middle, own.holes.end(), fits);
  if (behind != own.holes.end()) return behind;
  const auto before = std::find_if(own.holes.begin(), middle, fits);
  return before != middle ? before : own.holes.end();
}

// AddressSanitizer's marks reach a little above what was handed out, and no page is open behind
// that: marking the whole arena takes longer than most programs run.
void mark_ahead() {
#ifdef EMU_ASAN
  constexpr std::size_t kAhead = std::size_t{16} << 20;
  Arena& own = arena();
  const std::size_t wanted = std::min(kDeviceBytes, own.highest + kAhead);
  if (wanted <= own.marked) return;
  __asan_poison_memory_region(own.begin + own.marked, wanted - own.marked);
  own.marked = wanted;
#endif
}

void protect(bool open) {
  if (!host_is_kept_out()) return;
  const Arena& own = arena();
  const std::size_t bytes = (own.highest + kPage - 1) / kPage * kPage;
  if (bytes > 0 && mprotect(own.begin, bytes, open ? PROT_READ | PROT_WRITE : PROT_NONE) != 0) {
    std::perror("emulator: mprotect of device memory");
    std::abort();
  }
}

}  // namespace
}  // namespace emu
