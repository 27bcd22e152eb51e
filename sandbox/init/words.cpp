#include "init/words.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "base/command_words.h"
#include "init_wire.h"

namespace wright {
namespace {

char g_words[kCommandBytesMax + 1];
char* g_command[kCommandWordsMax + 1];

}  // namespace

Words read_words(int fd, std::uint32_t variables) {
  const ssize_t size = pread(fd, g_words, sizeof g_words, 0);
  if (size <= 0 || size > static_cast<ssize_t>(kCommandBytesMax)) _exit(kInitFailed);
  const char* end = g_words + size;
  if (end[-1] != '\0') _exit(kInitFailed);
  std::uint32_t count = 0;
  for (char* word = g_words + strlen(g_words) + 1; word < end; word += strlen(word) + 1) {
    if (variables > 0) {
      --variables;
      putenv(word);
    } else if (count < kCommandWordsMax) {
      g_command[count++] = word;
    }
  }
  if (count == 0) _exit(kInitFailed);
  return {g_words, g_command};
}

}  // namespace wright
