// tensorwright bundle and evidence: a landing is judged on another machine, and
// what it found comes back bound to the tree.
#include "campaign/evidence.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

constexpr std::int64_t kStatementBytesMax = 16 << 20;

struct Arguments {
  std::string revision;
  std::string directory;
  std::string file;
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

Result<int> import_command(const Invocation& invocation, const Arguments& given) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  const std::string statement = TRY(read_file(given.file, kStatementBytesMax));
  const Imported imported = TRY(import_evidence(repo.root(), given.file, statement));
  fmt::print("{} about tree {} (attempt {}), kept as {}\n",
             imported.already ? "known already: a statement" : "a statement",
             short_id(imported.tree.value), imported.attempt.value, imported.file.string());
  return kExitDone;
}

Result<int> list_command(const Invocation& invocation, const Arguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  const CommitInfo info = TRY(repo.read_commit(commit));
  for (const std::string& statement : TRY(evidence_about(repo.root(), info))) {
    fmt::print("{}\n", escape_for_terminal(statement));
  }
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

void add_evidence(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<Arguments>();
  CLI::App* evidence = app.add_subcommand("evidence", "Statements about landed trees");
  evidence->require_subcommand(1);
  CLI::App* import = evidence->add_subcommand("import", "Take in what another machine stated");
  import->add_option("file", given->file, "An in-toto statement as JSON")->required();
  import->callback(acting(chosen, invocation, given, import_command));
  CLI::App* list = evidence->add_subcommand("list", "All statements about a landing, a line each");
  list->add_option("revision", given->revision, "The landed commit")->required();
  list->callback(acting(chosen, invocation, given, list_command));
}

}  // namespace wright
