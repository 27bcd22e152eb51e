//   listed("add,mul,...")   1 when these are the names of all ops; else it throws what is missing
//   where
#include <set>

#include "asked.h"
#include "tw/dispatch.h"

namespace {

std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.insert(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

Value listed(const Args& args) {
  const std::set<std::string> given = names_in(text(args, 0));
  std::string missing;
  std::string unknown;
  const std::vector<std::string> names = tw::library().names();
  for (const std::string& name : names) {
    if (given.count(name) == 0) missing += " " + name;
  }
  for (const std::string& name : given) {
    if (!tw::library().has(name)) unknown += " " + name;
  }
  if (missing.empty() && unknown.empty()) return std::int64_t{1};
  throw std::invalid_argument("[listed] not in the list:" + missing + "; no ops:" + unknown);
}

const Asks kAsks{{"listed", listed}};

}  // namespace
