#include "device_functions.h"

#include <algorithm>
#include <optional>
#include <set>

namespace wright {
namespace {

struct Heading {
  std::size_t name = 0;        // The token before the parameters.
  std::size_t parameters = 0;  // Their `(`.
  bool is_variable = false;
};

std::optional<Heading> heading_after(const PlainCode& code, std::size_t qualifier);
DeviceFunction function_of(const PlainCode& code, const Heading& heading);
bool has_arguments(const std::string& word);

}  // namespace

std::vector<DeviceFunction> device_functions(const PlainCode& code,
                                             std::vector<std::size_t>& variables) {
  std::vector<DeviceFunction> functions;
  for (std::size_t at = 0; at < code.tokens.size(); ++at) {
    const bool is_kernel = code.is_word(at, "__global__");
    if (!is_kernel && !code.is_word(at, "__device__")) continue;
    const std::optional<Heading> heading = heading_after(code, at);
    if (!heading) continue;
    if (heading->is_variable) {
      variables.push_back(at);
      continue;
    }
    DeviceFunction function = function_of(code, *heading);
    function.is_kernel = is_kernel;
    functions.push_back(std::move(function));
  }
  return functions;
}

namespace {

// From a qualifier to the parameters of what it qualifies.
std::optional<Heading> heading_after(const PlainCode& code, std::size_t qualifier) {
  for (std::size_t at = qualifier + 1; at < code.tokens.size(); ++at) {
    if (code.frozen[at]) continue;
    if (code.is_mark(at, "(")) {
      if (!has_arguments(code.tokens[at - 1].text)) return Heading{at - 1, at, false};
      at = code.closing_bracket(at);
      continue;
    }
    const bool ends = code.is_mark(at, ";") || code.is_mark(at, "=") || code.is_mark(at, "{") ||
                      code.is_mark(at, "[") || code.is_mark(at, ",");
    if (ends) return Heading{at - 1, at, true};
    if (code.is_mark(at, "}")) return std::nullopt;
  }
  return std::nullopt;
}

DeviceFunction function_of(const PlainCode& code, const Heading& heading) {
  DeviceFunction function;
  const CppToken& name = code.tokens[heading.name];
  const bool is_lambda = name.text == "__device__" || name.text == "__host__";
  if (!is_lambda) function.name = name.text;
  function.line = name.line;
  std::size_t at = code.closing_bracket(heading.parameters);
  while (at < code.tokens.size() && !code.is_mark(at, "{") && !code.is_mark(at, ";")) ++at;
  function.begin = function.end = at;
  if (code.is_mark(at, "{")) function.end = code.closing_bracket(at);
  return function;
}

// Words before whose name a parenthesis of their own may stand.
bool has_arguments(const std::string& word) {
  static const std::set<std::string> kWords{"__launch_bounds__", "__maxnreg__", "__align__",
                                            "__attribute__",     "alignas",     "decltype",
                                            "__cluster_dims__",  "noexcept",    "explicit"};
  return kWords.count(word) > 0;
}

}  // namespace
}  // namespace wright
