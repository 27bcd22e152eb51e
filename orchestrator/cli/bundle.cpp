// tensorwright bundle: a landing and its log for another machine to judge.
#include "campaign/bundle.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/find.h"

namespace wright {
namespace {

struct Arguments {
  std::string revision;
  std::string directory;
};

Result<int> bundle_command(const Invocation& invocation, const Arguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  TRY(bundle(repo, commit, given.directory));
  fmt::print(
      "{0} holds {1} and its log. On the other machine:\n"
      "  tensorwright -C {0} verify {1} --out statement.json\n"
      "and here, with the file that it wrote:\n"
      "  tensorwright evidence import statement.json\n",
      given.directory, commit.value);
  return kExitDone;
}

}  // namespace

void add_bundle(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("bundle", "Pack a landing and its log for another machine to verify");
  command->add_option("revision", given->revision, "The landed commit")->required();
  command->add_option("directory", given->directory, "A directory to make")->required();
  command->callback(acting(chosen, invocation, given, bundle_command));
}

}  // namespace wright
