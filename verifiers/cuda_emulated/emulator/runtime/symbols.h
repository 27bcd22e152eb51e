// Device variables: what TW_DEVICE_VAR and TW_CONSTANT made known.
#pragma once

#include <cstddef>
#include <optional>

#include "emu/symbol.h"

namespace emu {

struct Symbol {
  const char* begin = nullptr;
  std::size_t bytes = 0;
  const char* name = "";
  bool constant = false;
};

std::optional<Symbol> symbol_at(const void* at);

}  // namespace emu
