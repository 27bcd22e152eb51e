#include "kernel_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace wright {
namespace {

constexpr std::size_t kNameBytesMax = 4096;
constexpr std::string_view kUnnamed = "(anonymous namespace)::";
constexpr std::string_view kUnnamedOfNvcc = "_GLOBAL__N_";

std::string demangled(const std::string& mangled);
void take_out_unnamed(std::string& name);
std::size_t parameters_of(const std::string& name);

}  // namespace

std::string readable_name(const std::string& mangled) {
  std::string name = demangled(mangled);
  take_out_unnamed(name);
  name = name.substr(0, parameters_of(name));
  if (name.rfind("void ", 0) == 0) name.erase(0, 5);
  return name;
}

std::string base_name(const std::string& readable) {
  int depth = 0;
  std::size_t begin = 0;
  std::size_t end = readable.size();
  for (std::size_t at = 0; at < readable.size(); ++at) {
    if (readable[at] == '<' && depth++ == 0) end = at;
    if (readable[at] == '>') --depth;
    if (readable[at] != ':' || depth != 0) continue;
    begin = at + 1;
    end = readable.size();
  }
  return readable.substr(begin, end - begin);
}

namespace {

std::string demangled(const std::string& mangled) {
  if (mangled.size() > kNameBytesMax) return mangled;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && name != nullptr ? name.get() : mangled;
}

void take_out_unnamed(std::string& name) {
  for (std::size_t at = name.find(kUnnamed); at != std::string::npos; at = name.find(kUnnamed)) {
    name.erase(at, kUnnamed.size());
  }
  for (std::size_t at = name.find(kUnnamedOfNvcc); at != std::string::npos;
       at = name.find(kUnnamedOfNvcc)) {
    const std::size_t end = name.find("::", at);
    if (end == std::string::npos) return;
    name.erase(at, end + 2 - at);
  }
}

// Where the parameters begin: the first parenthesis outside of template arguments.
std::size_t parameters_of(const std::string& name) {
  int angles = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '<') ++angles;
    if (name[at] == '>') --angles;
    if (name[at] == '(' && angles == 0) return at;
  }
  return name.size();
}

}  // namespace
}  // namespace wright
