#include "cli/evidence_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/claim.h"
#include "campaign/device_evidence.h"
#include "campaign/evidence.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kDigestShown = 19;  // "sha256:" and 12 digits.

const char* word_of(Signing signing);
std::string text_at(const json& statement, const char* pointer);
std::vector<std::string> row_of(const json& statement, const Evidence& evidence);
std::string content_of(const json& statement);
Result<json> device_statements(Repo& repo, const CommitInfo& commit, const json& statement);
std::vector<std::vector<std::string>> device_rows(const json& statement);
Result<std::vector<Evidence>> evidence_of(const Invocation& invocation, const Explanation& landing);

}  // namespace

Result<int> list_evidence(const Invocation& invocation, const std::string& revision,
                          const std::string& allowed_signers) {
  std::error_code failed;
  if (!allowed_signers.empty() && !std::filesystem::is_regular_file(allowed_signers, failed)) {
    return Error{ErrorKind::usage,
                 escape_for_terminal(allowed_signers) + ": is no file of allowed signers"};
  }
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(revision));
  const CommitInfo info = TRY(repo.read_commit(commit));
  const EvidenceSubject subject = TRY(evidence_subject(repo.root(), info));
  const std::vector<Evidence> all = TRY(evidence_about(repo.root(), subject, allowed_signers));
  const char* claim = word_of(claim_of(all, !allowed_signers.empty()));
  json statements = json::array();
  json signers = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const Evidence& one : all) {
    const json statement = TRY(parse_json(one.statement));
    rows.push_back(row_of(statement, one));
    statements.push_back(statement);
    signers.push_back({{"signature", word_of(one.signing)}, {"signer", one.signer}});
  }
  const json devices = TRY(device_statements(repo, info, statements.front()));
  for (const json& one : devices) {
    for (std::vector<std::string>& row : device_rows(one)) rows.push_back(std::move(row));
  }
  if (invocation.json) {
    print_json({{"commit", commit.value},
                {"claim", claim},
                {"devices", devices},
                {"statements", std::move(statements)},
                {"signatures", std::move(signers)}});
  } else {
    print_table({"tree", "attempt", "agent", "model", "signed by", "what it says"}, rows);
    fmt::print("claim: {}\n", claim);
  }
  const bool has_bad = std::any_of(all.begin(), all.end(),
                                   [](const Evidence& one) { return one.signing == Signing::bad; });
  return has_bad ? kExitNotGood : kExitDone;
}

std::vector<std::string> device_lines(const std::string& statement) {
  std::vector<std::string> lines;
  const Result<json> value = parse_json(statement);
  if (!value) return lines;
  for (const std::vector<std::string>& row : device_rows(*value)) lines.push_back(row.back());
  return lines;
}

Result<std::string> claim_text(const Invocation& invocation, const Explanation& landing) {
  const std::vector<Evidence> all = TRY(evidence_of(invocation, landing));
  const auto count = std::count_if(
      all.begin(), all.end(), [](const Evidence& one) { return one.signing == Signing::good; });
  return fmt::format("{} ({} statement{}, {} signed)", word_of(claim_of(all, false)), all.size(),
                     all.size() == 1 ? "" : "s", count);
}

Result<std::string> claim_word(const Invocation& invocation, const Explanation& landing) {
  const std::vector<Evidence> all = TRY(evidence_of(invocation, landing));
  return std::string(word_of(claim_of(all, false)));
}

namespace {

const char* word_of(Signing signing) {
  switch (signing) {
    case Signing::none:
      return "none";
    case Signing::unchecked:
      return "unchecked";
    case Signing::good:
      return "good";
    case Signing::bad:
      break;
  }
  return "bad";
}

std::string text_at(const json& statement, const char* pointer) {
  const json::json_pointer place(pointer);
  const bool is_there = statement.contains(place) && statement[place].is_string();
  return is_there ? statement[place].get<std::string>() : "?";
}

// Statements were checked when they came in; a field that is not there is shown as such all the
// same.
std::vector<std::string> row_of(const json& statement, const Evidence& evidence) {
  const std::string digest = text_at(statement, "/predicate/served/digest");
  const std::string model = text_at(statement, "/predicate/model") +
                            (digest.size() > 1 ? ", " + digest.substr(0, kDigestShown) : "");
  std::string signer = evidence.signing == Signing::none ? "nobody" : evidence.signer;
  if (evidence.signing == Signing::bad) signer += ": bad, or may not";
  if (evidence.signing == Signing::unchecked) signer += ": not checked";
  return {short_id(text_at(statement, "/subject/0/digest/gitTree")),
          text_at(statement, "/predicate/attempt"),
          text_at(statement, "/predicate/agent"),
          model,
          signer,
          content_of(statement)};
}

std::string content_of(const json& statement) {
  const std::string why = text_at(statement, "/predicate/why");
  if (why != "?") return "withdrawn: " + why;
  const std::string head = text_at(statement, "/predicate/head/sha256");
  if (head != "?") return "the log ends with line " + short_id(head);
  std::string checks;
  const json::json_pointer reports("/predicate/verdict/reports");
  if (!statement.contains(reports)) return checks;
  for (const json& report : statement[reports]) {
    checks += fmt::format("{}{} {}", checks.empty() ? "" : ", ", report.value("check", "?"),
                          report.value("status", "?"));
  }
  return checks;
}

// The log's own statement names the target.
Result<json> device_statements(Repo& repo, const CommitInfo& commit, const json& statement) {
  json statements = json::array();
  const std::string target = text_at(statement, "/subject/0/name");
  for (const std::string& text : TRY(device_evidence_about(repo, commit.spec.tree, target))) {
    statements.push_back(TRY(parse_json(text)));
  }
  return statements;
}

// A row a suite.
std::vector<std::vector<std::string>> device_rows(const json& statement) {
  std::vector<std::vector<std::string>> rows;
  const json::json_pointer reports("/predicate/reports");
  if (!statement.contains(reports)) return rows;
  for (const json& one : statement[reports]) {
    const std::string what =
        fmt::format("cuda_device of {}: {}, {}", escape_for_terminal(text_at(one, "/suite")),
                    escape_for_terminal(text_at(one, "/report/status")),
                    escape_for_terminal(text_at(one, "/report/summary")));
    rows.push_back({short_id(text_at(statement, "/subject/0/digest/gitTree")), "on a GPU",
                    text_at(statement, "/predicate/device/name"), text_at(one, "/report/toolchain"),
                    "nobody", what});
  }
  return rows;
}

Result<std::vector<Evidence>> evidence_of(const Invocation& invocation,
                                          const Explanation& landing) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  const EvidenceSubject subject = TRY(evidence_subject(landing));
  return evidence_about(repo.root(), subject, {});
}

}  // namespace
}  // namespace wright
