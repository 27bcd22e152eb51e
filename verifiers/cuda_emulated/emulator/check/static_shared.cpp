#include "check/static_shared.h"

#include <algorithm>

namespace emu {

Range static_shared_range;

namespace {

constexpr std::size_t kMargin = 1024;
Range variables;
Shadow shadow;
const char* shadow_begin = nullptr;

const TlsVariable* variable_at(std::size_t offset);

}  // namespace

void prepare_static_shared() {
  variables = program_tls();
  if (variables.bytes == 0) return;
  static_shared_range = {variables.begin - kMargin, variables.bytes + 2 * kMargin};
}

std::string outside_of_arrays(const void* at, std::size_t bytes) {
  if (!variables.has(at)) return "the access lies outside of all shared arrays";
  if (tls_variables().empty()) return "";
  const auto offset = static_cast<std::size_t>(static_cast<const char*>(at) - variables.begin);
  const TlsVariable* const array = variable_at(offset);
  if (array == nullptr) return "the access lies before every shared array";
  const std::size_t from = offset - array->offset;
  if (from + bytes <= array->bytes) return "";
  return std::to_string(bytes) + " bytes from byte " + std::to_string(from) +
         " on: " + array->name + " has " + std::to_string(array->bytes) + " bytes";
}

bool guards_an_array(const void* at) {
  const auto is_guard = [](const TlsVariable& one) { return one.is_guard; };
  static const bool any = std::any_of(tls_variables().begin(), tls_variables().end(), is_guard);
  if (!any || !variables.has(at)) return false;
  const TlsVariable* const variable =
      variable_at(static_cast<std::size_t>(static_cast<const char*>(at) - variables.begin));
  return variable != nullptr && variable->is_guard;
}

Shadow& static_shared_shadow() {
  if (shadow_begin != variables.begin) {
    shadow_begin = variables.begin;
    shadow.restart(shadow_begin, variables.bytes);
  }
  return shadow;
}

namespace {

// The last one that begins there or before.
const TlsVariable* variable_at(std::size_t offset) {
  const std::vector<TlsVariable>& all = tls_variables();
  const auto after = std::upper_bound(
      all.begin(), all.end(), offset,
      [](std::size_t where, const TlsVariable& one) { return where < one.offset; });
  return after == all.begin() ? nullptr : &*(after - 1);
}

}  // namespace
}  // namespace emu
