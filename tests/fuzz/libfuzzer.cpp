// The entry that libFuzzer calls, in a program with one target.
#include <cstddef>
#include <cstdint>

#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  wright::fuzz::targets().front().run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
