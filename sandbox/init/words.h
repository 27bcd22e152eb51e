// A command as a file of words (base/command_words.h), read by the child that becomes it.
#pragma once

#include <cstdint>

namespace wright {

struct Words {
  const char* directory = nullptr;
  char** command = nullptr;  // Ended by a null.
};

// Adds the first `variables` texts to the environment.  A malformed file ends the child.  What it
// gives stays until exec; to be called once in a process.
Words read_words(int fd, std::uint32_t variables);

}  // namespace wright
