#include "init/words.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "base/command_words.h"
#include "init_wire.h"

namespace wright {
namespace {

char g_text[kCommandBytesMax + 1];
// The variables, a null, the command, a null.
char* g_words[kCommandWordsMax + 2];

}  // namespace

Words read_words(int fd, std::uint32_t variables) {
  const ssize_t size = pread(fd, g_text, sizeof g_text, 0);
  if (size <= 0) _exit(kInitFailed);
  const Words words = split_words(g_text, static_cast<std::size_t>(size), variables);
  if (words.directory == nullptr) _exit(kInitFailed);
  for (char** variable = words.variables; *variable != nullptr; ++variable) putenv(*variable);
  return words;
}

Words split_words(char* text, std::size_t size, std::uint32_t variables) {
  if (size == 0 || size > kCommandBytesMax || text[size - 1] != '\0') return {};
  std::uint32_t count = 0;
  for (char* word = text + strlen(text) + 1; word < text + size; word += strlen(word) + 1) {
    if (count == kCommandWordsMax) return {};
    // Behind the variables a place stays free for their end.
    g_words[count < variables ? count : count + 1] = word;
    ++count;
  }
  if (count <= variables) return {};
  g_words[variables] = nullptr;
  g_words[count + 1] = nullptr;
  return {text, g_words, g_words + variables + 1};
}

}  // namespace wright
