#include "check/asan.h"

#include "core/fiber.h"

#if EMU_ASAN
#include <sanitizer/asan_interface.h>

#include <string>

#include "check/program.h"
#include "core/block.h"
#include "core/report.h"

// Called by AddressSanitizer before it prints; then it ends the process.
extern "C" void __asan_on_error() {
  // Where the call of the report would return to, which may be another line's code.
  const emu::SourceLine line = emu::line_of_site(emu::site_of(__asan_get_report_pc()));
  emu::Fault fault;
  fault.kind = std::string("asan-") + __asan_get_report_description();
  fault.message = std::string(__asan_get_report_access_type() != 0 ? "a write" : "a read") +
                  " of " + std::to_string(__asan_get_report_access_size()) + " bytes";
  fault.file = line.file;
  fault.line = line.line;
  // Not as from a kernel: AddressSanitizer has yet to print.
  emu::report_and_return(fault);
}

extern "C" const char* __asan_default_options() {
  return "exitcode=86:detect_leaks=0";
}
#endif

namespace emu {

void watch_asan() {}

}  // namespace emu
