// What the processor or a sanitizer stops is reported like any other fault.
#pragma once

namespace emu {

// From now on: a stack of a CUDA thread that runs over (stack-overflow), an access that no
// page answers (crash), a trap of UndefinedBehaviorSanitizer (undefined-behaviour)
// and what AddressSanitizer finds (asan-*) are written as faults; the process then
// ends with kFaultExitCode.  Idempotent.
void watch_signals();

}  // namespace emu
