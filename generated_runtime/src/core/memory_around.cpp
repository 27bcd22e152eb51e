#include "core/memory_around.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tw {

void copy_around(void* to, const void* from, std::size_t bytes) noexcept {
  auto* next = static_cast<std::byte*>(to);
  const auto* given = static_cast<const std::byte*>(from);
#if defined(__SSE2__)
  // A line at a time: it leaves the processor when it is full.
  for (; bytes >= kAroundAlignment; bytes -= kAroundAlignment) {
    const auto* in = reinterpret_cast<const __m128i*>(given);
    auto* out = reinterpret_cast<__m128i*>(next);
    const __m128i a = _mm_loadu_si128(in);
    const __m128i b = _mm_loadu_si128(in + 1);
    const __m128i c = _mm_loadu_si128(in + 2);
    const __m128i d = _mm_loadu_si128(in + 3);
    _mm_stream_si128(out, a);
    _mm_stream_si128(out + 1, b);
    _mm_stream_si128(out + 2, c);
    _mm_stream_si128(out + 3, d);
    given += kAroundAlignment;
    next += kAroundAlignment;
  }
#endif
  if (bytes > 0) std::memcpy(next, given, bytes);
}

void end_copies_around() noexcept {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace tw
