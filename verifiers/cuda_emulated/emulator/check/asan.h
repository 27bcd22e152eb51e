// What AddressSanitizer finds in the tier "asan" becomes a fault as well.
#pragma once

namespace emu {

void watch_asan();  // Nothing in the other tiers.

}  // namespace emu
