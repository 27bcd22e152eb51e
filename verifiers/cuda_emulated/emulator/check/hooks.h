// Whether the accesses of the program are seen.  hooks.cpp is linked into the tier
// "hooks", whose sources are compiled with -fsanitize=thread and linked without it;
// hooks_off.cpp into the others.
#pragma once

namespace emu {

bool hooks_on();

}  // namespace emu
