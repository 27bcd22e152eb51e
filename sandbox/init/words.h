// A command as a file of words (base/command_words.h), read by the child that becomes it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wright {

struct Words {
  const char* directory = nullptr;
  char** variables = nullptr;  // Each ended by a null.
  char** command = nullptr;
};

// Of the `size` bytes at `text`, the first `variables` words behind the directory being
// variables.  Without a directory when the file is malformed.  What it gives lies in `text`
// and stays until the next call.
[[nodiscard]] Words split_words(char* text, std::size_t size, std::uint32_t variables);

// Adds the variables to the environment.  A malformed file ends the child.  What it gives stays
// until exec; to be called once in a process.
Words read_words(int fd, std::uint32_t variables);

}  // namespace wright
