// tensorwright verify: does a landing still pass?
#include "campaign/verify.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/evidence.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

struct VerifyArguments {
  std::string revision;
  std::string out;
  bool fresh_seed = false;
  bool keep = false;
};

Result<int> verify_command(const Invocation& invocation, const VerifyArguments& given);
nlohmann::json json_of(const Verification& verification, const CommitId& commit);

}  // namespace

void add_verify(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand(
      "verify", "Rebuild a landing in a clean sandbox, without caches, and judge it again");
  command->add_option("revision", given->revision, "The landed commit")->required();
  command->add_flag("--fresh-seed", given->fresh_seed, "Draw new inputs, not the recorded ones");
  command->add_option("--out", given->out,
                      "Write what was found to this file, as an in-toto statement");
  command->add_flag("--keep", given->keep,
                    "Keep what was found in logs/evidence, as `evidence import` does");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, verify_command));
}

namespace {

Result<int> verify_command(const Invocation& invocation, const VerifyArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  const Verification verification = TRY(verify(
      repo, {commit, given.fresh_seed, {}}, invocation.tools, printing_listener(invocation.json)));
  if (!given.out.empty()) TRY(write_file(given.out, verification.statement + "\n"));
  if (given.keep) TRY(import_evidence(repo.root(), "verify", verification.statement));
  if (invocation.json) {
    print_json(json_of(verification, commit));
  } else {
    if (!verification.carried.empty()) {
      fmt::print("carried, not proved here: {}\n", join(verification.carried, ", "));
    }
    fmt::print(
        "{} {} {}\n", short_id(commit.value), verification.attempt.value,
        verification.holds ? tinted(Tint::good, "holds") : tinted(Tint::bad, "does not hold"));
  }
  return verification.holds ? kExitDone : kExitNotGood;
}

nlohmann::json json_of(const Verification& verification, const CommitId& commit) {
  return {{"commit", commit.value},
          {"attempt", verification.attempt.value},
          {"holds", verification.holds},
          {"carried", verification.carried},
          {"then", to_json(verification.then)},
          {"now", to_json(verification.now)}};
}

}  // namespace
}  // namespace wright
