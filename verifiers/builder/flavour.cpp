#include "builder/flavour.h"

#include <fmt/format.h>

#include "base/files.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

// -w: GCC's sanitizers make it see what is not there, and warnings are the
// release build's business.
constexpr const char* kSanitizeFlags =
    "-O1 -g1 -w -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all";

constexpr const char* kRacesFlags =
    "-O1 -g1 -w -fno-omit-frame-pointer -fsanitize=thread -fno-sanitize-recover=all";

Result<Flavour> sanitized(const CheckRequest& request, const char* name, const char* kinds,
                          const char* flags);
Result<bool> links_sanitized(const CheckRequest& request, const std::string& compiler,
                             const std::string& kinds);

}  // namespace

Flavour release_flavour() {
  return Flavour{"release", "g++", "Release", "", false};
}

// "Gate" is a build type that CMake has no flags for.
Flavour gate_flavour() {
  return Flavour{"gate", "g++", "Gate", "-O0", true};
}

Result<Flavour> sanitize_flavour(const CheckRequest& request) {
  return sanitized(request, "sanitize", "address,undefined", kSanitizeFlags);
}

Result<Flavour> races_flavour(const CheckRequest& request) {
  return sanitized(request, "races", "thread", kRacesFlags);
}

namespace {

Result<Flavour> sanitized(const CheckRequest& request, const char* name, const char* kinds,
                          const char* flags) {
  for (const char* compiler : {"clang++", "g++"}) {
    if (TRY(links_sanitized(request, compiler, kinds))) {
      return Flavour{name, compiler, "Sanitize", flags, false};
    }
  }
  return Error{ErrorKind::unsupported,
               fmt::format("neither clang++ nor g++ has the runtime of the sanitizers {}: install "
                           "libclang-rt-dev",
                           kinds)};
}

Result<bool> links_sanitized(const CheckRequest& request, const std::string& compiler,
                             const std::string& kinds) {
  TRY(make_directories(request.scratch));
  const TempDirectory place = TRY(TempDirectory::make(request.scratch, "probe-"));
  Tool tool;
  tool.build = place.path() / "build";
  tool.sees_candidate = false;
  tool.argv = {compiler, "-fsanitize=" + kinds, "-x", "c++", "-", "-o", "/build/probe"};
  tool.input = "int main() {}\n";
  const RunReport report = TRY(run_tool(request, tool));
  return report.succeeded();
}

}  // namespace
}  // namespace wright
