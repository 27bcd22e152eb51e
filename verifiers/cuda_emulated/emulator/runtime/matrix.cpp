#include <cstdint>
#include <string>

#include "core/profile.h"
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

void check_device(int sm, const char* what, const char* file, int line) {
  const InEmulator in_emulator;
  if (profile().sm >= sm) return;
  Fault fault;
  fault.kind = "beyond-device";
  fault.message = std::string(what) + " needs sm_" + std::to_string(sm) +
                  ", and this device is sm_" + std::to_string(profile().sm) +
                  "; the host chooses another kernel for it";
  fault.file = file;
  fault.line = line;
  report(fault);
}

}  // namespace emu
