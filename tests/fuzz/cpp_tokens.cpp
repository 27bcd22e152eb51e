// A candidate's C++, as the rules of `policy` read it.
#include "cpp/cpp_tokens.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const std::vector<CppToken> tokens = cpp_tokens(bytes);
  const std::vector<CppToken> code = without_directives(code_of(tokens));
  require(code.size() <= tokens.size(), "nothing is made up");
  int line = 1;
  for (const CppToken& token : tokens) {
    require(token.line >= line, "lines do not go back");
    line = token.line;
  }
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i].text == "{") require(closing(code, i) <= code.size(), "a block ends in the code");
  }
}

const Registered kRegistered("cpp_tokens", run);

}  // namespace
}  // namespace wright::fuzz
