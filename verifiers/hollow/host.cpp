// host --as NAME    serves as that personality
// host --list       "cheat NAME" or "honest NAME", one a line
#include <cstdio>
#include <string_view>

#include "library.h"

namespace {

int list() {
  for (const auto& [name, serve] : hollow::cheats()) std::printf("cheat %s\n", name.c_str());
  for (const auto& [name, serve] : hollow::liars()) std::printf("cheat %s\n", name.c_str());
  for (const auto& [name, serve] : hollow::honest_twins()) std::printf("honest %s\n", name.c_str());
  return 0;
}

int serve_as(const std::string& name) {
  if (name == "oracle") return hollow::serve_oracle();
  for (const hollow::Table* table :
       {&hollow::cheats(), &hollow::liars(), &hollow::honest_twins()}) {
    const auto found = table->find(name);
    if (found != table->end()) return found->second();
  }
  std::fprintf(stderr, "no personality %s: see --list\n", name.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--list") return list();
  if (argc == 3 && std::string_view(argv[1]) == "--as") return serve_as(argv[2]);
  std::fprintf(stderr, "usage: host --as NAME | --list\n");
  return 2;
}
