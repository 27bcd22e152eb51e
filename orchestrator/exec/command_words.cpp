#include "exec/command_words.h"

#include <fmt/format.h>

#include "base/command_words.h"
#include "exec/sandbox_process.h"

namespace wright {

Result<Descriptor> words_file(const std::string& directory,
                              const std::map<std::string, std::string>& environment,
                              const std::vector<std::string>& argv) {
  std::vector<std::string> words{directory};
  for (const auto& [name, value] : environment) {
    if (name.empty() || name.find('=') != std::string::npos) {
      return Error{ErrorKind::usage, "the environment has an empty name or one with '='"};
    }
    words.push_back(name + "=" + value);
  }
  words.insert(words.end(), argv.begin(), argv.end());
  if (argv.empty() || argv.front().empty() || directory.empty()) {
    return Error{ErrorKind::usage, "the command or its directory is empty"};
  }
  std::string text;
  for (const std::string& word : words) {
    if (word.find('\0') != std::string::npos) {
      return Error{ErrorKind::usage, "a word of the command holds a NUL byte"};
    }
    text.append(word).push_back('\0');
  }
  if (text.size() > kCommandBytesMax || words.size() > kCommandWordsMax) {
    return Error{ErrorKind::usage, fmt::format("the command has more than {} words or {} bytes",
                                               kCommandWordsMax, kCommandBytesMax)};
  }
  return memory_file(text);
}

}  // namespace wright
