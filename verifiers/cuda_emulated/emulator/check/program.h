// The running program: where its image lies, its thread-local variables (in the tier
// "hooks" these are its __shared__ arrays), and the lines of its addresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace emu {

struct Range {
  const char* begin = nullptr;
  std::size_t bytes = 0;
  bool has(const void* at) const {
    return static_cast<std::size_t>(static_cast<const char*>(at) - begin) < bytes;
  }
};

// Code, constants and variables of the program itself.
const Range& program_image();

// Thread-local variables of the calling thread.
Range program_tls();

// One that the program defines, from the symbols of its file; the emulator's own
// are left out.
struct TlsVariable {
  std::size_t offset = 0;
  std::size_t bytes = 0;
  std::string name;
  bool is_guard = false;  // The compiler's own, of another one.
};
const std::vector<TlsVariable>& tls_variables();  // By offset; empty: a stripped program.

// An address of code as a shadow keeps it: 0 when it is not the program's.
std::uint32_t site_of(const void* return_address);

struct SourceLine {
  std::string file;
  int line = 0;
};

// The innermost line at that site that lies neither in the emulator nor in a
// system's header; empty where the program has no debug information.
SourceLine line_of_site(std::uint32_t site);

// The function that begins at that address, as C++ spells it; empty: unknown.
std::string function_at(const void* address);

// A file of the emulator or of a system's headers.
bool is_foreign(const std::string& file);

}  // namespace emu
