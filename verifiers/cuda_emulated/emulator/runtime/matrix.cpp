#include <cstdint>

#include "core/report.h"
#include "core/user_code.h"
#include "emu/collective.h"

namespace emu {

void check_matrix(const void* at, unsigned stride, std::size_t element_bytes, const char* file,
                  int line) {
  const InEmulator in_emulator;
  const bool aligned = reinterpret_cast<std::uintptr_t>(at) % 32 == 0;
  if (aligned && stride * element_bytes % 16 == 0) return;
  Fault fault;
  fault.kind = "misaligned";
  fault.message = aligned ? "the stride of a matrix is not a multiple of 16 bytes"
                          : "a matrix does not begin at a multiple of 32 bytes";
  fault.file = file;
  fault.line = line;
  report(fault);
}

}  // namespace emu
