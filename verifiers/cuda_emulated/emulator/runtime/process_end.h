// What is looked at when the process ends: leaks and failures that nobody took.
#pragma once

namespace emu {

// look(exit code) is called once when the process ends by exit() or by returning
// from main, after the destructors of the program's own globals.  The same function
// is kept once.  When a fault was reported by then, the process ends with kFaultExitCode.
void at_process_end(void (*look)(int exit_code));

}  // namespace emu
