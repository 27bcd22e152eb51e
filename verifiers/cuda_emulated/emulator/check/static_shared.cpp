#include "check/static_shared.h"

#include <algorithm>

namespace emu {

Range static_shared_range;

namespace {

Shadow shadow;
const char* shadow_begin = nullptr;

}  // namespace

void prepare_static_shared() {
  static_shared_range = program_tls();
}

std::string outside_of_arrays(const void* at, std::size_t bytes) {
  const std::vector<TlsVariable>& all = tls_variables();
  if (all.empty()) return "";
  const auto offset =
      static_cast<std::size_t>(static_cast<const char*>(at) - static_shared_range.begin);
  const auto after = std::upper_bound(
      all.begin(), all.end(), offset,
      [](std::size_t where, const TlsVariable& one) { return where < one.offset; });
  if (after == all.begin()) return "the access lies before every shared array";
  const TlsVariable& array = *(after - 1);
  const std::size_t from = offset - array.offset;
  if (from + bytes <= array.bytes) return "";
  return std::to_string(bytes) + " bytes from byte " + std::to_string(from) + " on: " + array.name +
         " has " + std::to_string(array.bytes) + " bytes";
}

Shadow& static_shared_shadow() {
  if (shadow_begin != static_shared_range.begin) {
    shadow_begin = static_shared_range.begin;
    shadow.restart(shadow_begin, static_shared_range.bytes);
  }
  return shadow;
}

}  // namespace emu
