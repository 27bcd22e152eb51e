// What the emulator found: faults as JSON lines in the file that EMU_REPORT names, or on
// stderr as text where it names none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/grid.h"

namespace emu {

// One side of a conflict.
struct Access {
  std::string what;  // read, write, atomic
  std::string file;
  int line = 0;
  uint3 thread{}, block{};
  std::uint64_t launch = 0;
};

// A note is written like an error, yet ends no launch and does not count: equal
// values written by several threads are one.
enum class Severity { error, note };

struct Fault {
  std::string kind;  // race-shared, out-of-bounds-global, barrier-divergence, ...
  std::string message;
  std::string kernel;
  std::string file;  // Of the access or call that is at fault.
  int line = 0;
  std::optional<Access> first, second;
  GridShape shape;
  Severity severity = Severity::error;
};

// One JSON line.  The same (kind, kernel, file, line, line of the other side) is
// written once and then counted.  An error that a CUDA thread reports ends its
// launch: then this does not return.  Kernel, shape and the place of a CUDA thread
// are filled in where the fault leaves them empty.
void report(Fault fault);

// The same, and returns: for who ends the process next.
void report_and_return(Fault fault);

// Asked for file, line or kernel when a fault comes without: the runtime knows the call that
// put the present operation into its stream.
extern void (*locate_fault)(Fault& fault);

// Errors (not notes) since the start or the last forget_faults(), repeats included.
// With any left at its end the process exits with 86, so that no fault is unseen.
int faults_reported();
int notes_reported();

// The kind of the latest fault or note, empty without one: for tests.
std::string latest_kind();

// For a program that provokes faults on purpose.
void forget_faults();

inline constexpr int kFaultExitCode = 86;

}  // namespace emu
