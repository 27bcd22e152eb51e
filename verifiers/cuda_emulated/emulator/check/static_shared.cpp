#include "check/static_shared.h"

#include <algorithm>

namespace emu {

Range static_shared_range;

namespace {

constexpr std::size_t kMargin = 1024;
Range variables;
Shadow shadow;
const char* shadow_begin = nullptr;

}  // namespace

void prepare_static_shared() {
  variables = program_tls();
  if (variables.bytes == 0) return;
  static_shared_range = {variables.begin - kMargin, variables.bytes + 2 * kMargin};
}

std::string outside_of_arrays(const void* at, std::size_t bytes) {
  const std::vector<TlsVariable>& all = tls_variables();
  if (!variables.has(at) || all.empty())
    return variables.has(at) ? "" : "the access lies outside of all shared arrays";
  const auto offset = static_cast<std::size_t>(static_cast<const char*>(at) - variables.begin);
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
  if (shadow_begin != variables.begin) {
    shadow_begin = variables.begin;
    shadow.restart(shadow_begin, variables.bytes);
  }
  return shadow;
}

}  // namespace emu
