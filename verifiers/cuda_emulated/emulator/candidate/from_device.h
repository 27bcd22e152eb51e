// For the host of a spec, which looks whether results come from the device: the candidate does not
// include it.
#pragma once

#include <cstddef>
#include <string>

#include "check/hooks.h"
#include "check/memory.h"
#include "core/report.h"

namespace emu {

// A fault, not-by-device, unless kernels wrote every byte of this device memory, or of what it was
// copied from on the device.  Ask after a synchronisation.  The tier "hooks" alone knows.
inline void must_be_by_device(const void* at, std::size_t bytes, const std::string& result) {
  if (!hooks_on() || bytes == 0) return;
  const Provenance from = provenance(at, bytes);
  if (from.by_launch >= bytes) return;
  Fault fault;
  fault.kind = "not-by-device";
  fault.message = result + " has " + std::to_string(bytes) + " bytes, of which no kernel wrote " +
                  std::to_string(bytes - from.by_launch);
  report(fault);
}

}  // namespace emu
