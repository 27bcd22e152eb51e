// tensorwright evidence: what was stated about landed trees, and by whom.
#include "campaign/evidence.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/device_evidence.h"
#include "campaign/device_result.h"
#include "campaign/envelope.h"
#include "campaign/statement.h"
#include "cli/evidence_list.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

constexpr std::size_t kStatementBytesMax = 16 << 20;
constexpr std::size_t kWhyBytesMax = 4096;

struct EvidenceArguments {
  std::string revision;
  std::string file;
  std::string key;
  std::string why;
  std::string allowed_signers;
  std::string spec;
};

bool is_archive(const std::string& bytes) {
  return bytes.rfind("\x1f\x8b", 0) == 0;  // As gzip begins.
}

Result<int> take_in(const std::filesystem::path& root, const std::string& name,
                    const std::string& text) {
  const Imported imported = TRY(import_evidence(root, name, text));
  fmt::print("{} about tree {} ({}), kept as {}\n",
             imported.already ? "known already: a statement" : "a statement",
             short_id(imported.tree.value), imported.about, imported.file.string());
  return kExitDone;
}

Result<int> take_in_result(const Invocation& invocation, Repo& repo, const EvidenceArguments& given,
                           const std::string& archive) {
  const DeviceImport imported =
      TRY(import_device_result(repo, invocation.tools, given.file, archive, given.spec));
  fmt::print("{}what a GPU made of tree {}: {}, kept as {}\n",
             imported.already ? "known already: " : "", short_id(imported.tree.value),
             imported.passed ? "passed" : "failed", imported.file.string());
  for (const std::string& line : device_lines(imported.statement)) fmt::print("  {}\n", line);
  return imported.passed ? kExitDone : kExitNotGood;
}

Result<int> import_command(const Invocation& invocation, const EvidenceArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const std::string text = TRY(read_file(given.file, kResultPackedBytesMax));
  if (is_archive(text)) return take_in_result(invocation, repo, given, text);
  if (text.size() > kStatementBytesMax) {
    return Error{ErrorKind::usage, escape_for_terminal(given.file) + ": too large a statement"};
  }
  return take_in(repo.root(), given.file, text);
}

Result<int> evidence_list_command(const Invocation& invocation, const EvidenceArguments& given) {
  return list_evidence(invocation, given.revision, given.allowed_signers);
}

Result<int> sign_command(const Invocation& invocation, const EvidenceArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  const CommitInfo info = TRY(repo.read_commit(commit));
  const EvidenceSubject subject = TRY(evidence_subject(repo.root(), info));
  std::string statement = subject.statement;
  if (!given.file.empty()) {
    const std::string text = TRY(read_file(given.file, kStatementBytesMax));
    statement = text.substr(0, text.find_last_not_of('\n') + 1);
  }
  const std::string envelope = TRY(sign_statement(statement, given.key));
  return take_in(repo.root(), given.file.empty() ? given.revision : given.file, envelope);
}

Result<int> retract_command(const Invocation& invocation, const EvidenceArguments& given) {
  if (given.why.empty() || given.why.size() > kWhyBytesMax) {
    return Error{ErrorKind::usage, "--why wants a reason of at most 4096 bytes"};
  }
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  const CommitInfo info = TRY(repo.read_commit(commit));
  const Explanation landing = TRY(explain(repo.root(), info));
  const std::string statement = retraction_statement(landing, given.why);
  if (given.key.empty()) return take_in(repo.root(), given.revision, statement);
  const std::string envelope = TRY(sign_statement(statement, given.key));
  return take_in(repo.root(), given.revision, envelope);
}

}  // namespace

void add_evidence(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<EvidenceArguments>();
  CLI::App* evidence = app.add_subcommand("evidence", "Statements about landed trees");
  evidence->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto handler) {
    CLI::App* command = evidence->add_subcommand(name, what);
    command->callback(acting(chosen, invocation, given, handler));
    return command;
  };
  const auto on_revision = [&](CLI::App* command) {
    command->add_option("revision", given->revision, "A landed commit, or the end of a campaign")
        ->required();
    return command;
  };
  CLI::App* incoming = add("import", "Take in what another machine stated", import_command);
  incoming
      ->add_option("file", given->file,
                   "An in-toto statement as JSON, an envelope with one, or the result.tar.gz of a "
                   "bundle's run.sh")
      ->required();
  incoming->add_option("--spec", given->spec, "Of a bundle that was made with --spec: the same");
  CLI::App* list =
      on_revision(add("list", "All statements about a landing, and what stands of its claim",
                      evidence_list_command));
  list->add_option("--allowed-signers", given->allowed_signers,
                   "Count signatures by these keys alone (ssh-keygen's format)");
  list->add_flag("--json", invocation.json, "The whole statements");
  CLI::App* sign = on_revision(add("sign", "Sign what the log states, by SSH", sign_command));
  sign->add_option("--key", given->key,
                   "A private key without a passphrase, or one that your SSH agent holds")
      ->required();
  sign->add_option("--statement", given->file,
                   "Sign this statement, not the log's: what `verify --out` wrote");
  CLI::App* retract = on_revision(
      add("retract", "State that a landing is withdrawn; nothing is deleted", retract_command));
  retract->add_option("--why", given->why, "The reason")->required();
  retract->add_option("--key", given->key, "Sign it with this key, as `evidence sign` does");
}

}  // namespace wright
