// The one piece that is not C++: leaving one stack and going on on another.
#pragma once

#include <cstddef>

namespace emu {

// Saves what the callee must keep on this stack, stores its pointer in *from and
// goes on where the stack `to` was left.  It keeps neither the signal mask nor the
// modes of floating point: nobody here changes them.
extern "C" void emu_switch(void** from, void* to);

// A stack that, when switched to, calls entry(argument), which never returns.
void* prepare_stack(const void* top, void (*entry)(void*), void* argument);

}  // namespace emu
