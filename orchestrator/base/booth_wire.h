// What whoever keeps a booth sends to its wright-sandbox for each command, over a channel that
// keeps message borders: an Order, with a file of the command's words (base/command_words.h) and
// its stdin beside it.  The report comes as a line where the reports of single runs come.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wright {

constexpr std::uint32_t kOrderMagic = 0x77726f31;
constexpr std::size_t kOrderDescriptors = 2;

struct Order {
  std::uint32_t magic = kOrderMagic;
};

}  // namespace wright
