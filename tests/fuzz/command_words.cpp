// A command as it comes into a running sandbox.
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "init/words.h"

namespace wright::fuzz {
namespace {

std::vector<std::string> all_of(char** words) {
  std::vector<std::string> all;
  for (; *words != nullptr; ++words) all.emplace_back(*words);
  return all;
}

// The first byte says how many variables are said to stand there.
void run(std::string_view bytes) {
  if (bytes.empty()) return;
  const std::uint32_t variables = static_cast<unsigned char>(bytes.front());
  // On the heap and no longer than it is, so that a step behind its end is seen.
  std::vector<char> text(bytes.begin() + 1, bytes.end());
  const Words words = split_words(text.data(), text.size(), variables);
  if (words.directory == nullptr) return;
  std::string again = std::string(words.directory) + '\0';
  require(all_of(words.variables).size() == variables, "so many variables stand there as are said");
  require(words.command[0] != nullptr, "there is a command");
  for (char** part : {words.variables, words.command}) {
    for (const std::string& word : all_of(part)) again += word + '\0';
  }
  require(again == bytes.substr(1), "nothing is lost and nothing added");
}

const Registered kRegistered("command_words", run);

}  // namespace
}  // namespace wright::fuzz
