// tensorwright bundle and evidence: a landing is judged on another machine, and
// what it found comes back bound to the tree.
#include "campaign/evidence.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/bundle.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::int64_t kStatementBytesMax = 16 << 20;
constexpr std::size_t kDigestShown = 19;  // "sha256:" and 12 digits.

struct Arguments {
  std::string revision;
  std::string directory;
  std::string file;
};

std::vector<std::string> row_of(const nlohmann::json& statement);

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
  nlohmann::json statements = nlohmann::json::array();
  for (const std::string& text : TRY(evidence_about(repo.root(), info))) {
    nlohmann::json statement = TRY(parse_json(text));
    statements.push_back(std::move(statement));
  }
  if (invocation.json) {
    print_json({{"commit", commit.value}, {"statements", std::move(statements)}});
    return kExitDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const nlohmann::json& statement : statements) rows.push_back(row_of(statement));
  print_table({"tree", "attempt", "agent", "model", "what each check found"}, rows);
  return kExitDone;
}

// Imported statements were checked when they came in; a field that is not there
// is shown as such all the same.
std::vector<std::string> row_of(const nlohmann::json& statement) {
  const auto word = [&](const char* pointer) {
    const nlohmann::json::json_pointer at(pointer);
    const bool is_there = statement.contains(at) && statement[at].is_string();
    return is_there ? statement[at].get<std::string>() : std::string("?");
  };
  std::string checks;
  const nlohmann::json::json_pointer reports("/predicate/verdict/reports");
  if (statement.contains(reports)) {
    for (const nlohmann::json& report : statement[reports]) {
      checks += fmt::format("{}{} {}", checks.empty() ? "" : ", ", report.value("check", "?"),
                            report.value("status", "?"));
    }
  }
  const std::string digest = word("/predicate/served/digest");
  const std::string model =
      word("/predicate/model") + (digest.size() > 1 ? ", " + digest.substr(0, kDigestShown) : "");
  return {short_id(word("/subject/0/digest/gitTree")), word("/predicate/attempt"),
          word("/predicate/agent"), model, checks};
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
  list->add_flag("--json", invocation.json, "The whole statements");
  list->callback(acting(chosen, invocation, given, list_command));
}

}  // namespace wright
