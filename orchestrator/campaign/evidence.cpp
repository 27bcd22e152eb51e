#include "campaign/evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "campaign/envelope.h"
#include "campaign/read_statement.h"
#include "campaign/statement.h"
#include "exec/ssh_keygen.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

fs::path evidence_directory(const fs::path& root, const TreeId& tree);
Result<EvidenceSubject> end_of_campaign(const fs::path& root, const CommitInfo& commit);
Result<Evidence> read_evidence(const fs::path& file, const fs::path& allowed_signers);
bool is_landed(const fs::path& root, const StatementHead& head);

}  // namespace

Result<EvidenceSubject> evidence_subject(const fs::path& root, const CommitInfo& commit) {
  if (commit.trailers.count("Tensorwright-Journal-Head") != 0) {
    return end_of_campaign(root, commit);
  }
  const Explanation landing = TRY(explain(root, commit));
  return evidence_subject(landing);
}

Result<EvidenceSubject> evidence_subject(const Explanation& landing) {
  EvidenceSubject subject;
  subject.campaign = landing.recording.state.opened.campaign;
  subject.attempt = landing.attempt.opened.attempt;
  subject.tree = landing.attempt.judged->tree;
  subject.statement =
      TRY(read_blob(landing.recording.directory, landing.attempt.landed->statement));
  return subject;
}

Result<std::vector<Evidence>> evidence_about(const fs::path& root, const EvidenceSubject& subject,
                                             const fs::path& allowed_signers) {
  std::vector<Evidence> all{Evidence{subject.statement, {}, Signing::none, {}}};
  const fs::path directory = evidence_directory(root, subject.tree);
  if (!fs::exists(directory)) return all;
  for (const std::string& path : TRY(list_files(directory))) {
    Evidence evidence = TRY(read_evidence(directory / path, allowed_signers));
    const StatementHead head = TRY(read_statement((directory / path).string(), evidence.statement));
    const bool is_of_end = head.type == kClosingType;
    if (head.attempt == subject.attempt && is_of_end == subject.attempt.empty()) {
      all.push_back(std::move(evidence));
    }
  }
  return all;
}

Result<Imported> import_evidence(const fs::path& root, const std::string& name,
                                 const std::string& text) {
  std::string line(trim(text));
  const Result<std::optional<Envelope>> envelope = open_envelope(line);
  if (!envelope) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: {}", escape_for_terminal(name), envelope.error().message)};
  }
  if (*envelope) line = to_text(**envelope);
  const std::string& statement = *envelope ? (*envelope)->statement : line;
  const StatementHead head = TRY(read_statement(name, statement));
  if (!is_landed(root, head)) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: speaks of tree {}, which no log here has landed so",
                             escape_for_terminal(name), head.tree.value)};
  }
  const fs::path directory = evidence_directory(root, head.tree);
  const fs::path file = directory / (digest_of(line).value + (*envelope ? ".dsse.json" : ".json"));
  const bool already = fs::exists(file);
  TRY(make_directories(directory));
  TRY(write_file(file, line + "\n"));
  return Imported{head.tree, head.attempt.empty() ? head.campaign.value : head.attempt.value, file,
                  already};
}

namespace {

fs::path evidence_directory(const fs::path& root, const TreeId& tree) {
  return root / "logs" / "evidence" / tree.value;
}

Result<EvidenceSubject> end_of_campaign(const fs::path& root, const CommitInfo& commit) {
  const auto name = commit.trailers.find("Tensorwright-Campaign");
  const CampaignId campaign{name == commit.trailers.end() ? "" : name->second};
  const Recording recording = TRY(log_of_campaign(root, campaign));
  if (!recording.state.closed || recording.state.closed->closing != commit.id) {
    return Error{ErrorKind::journal, fmt::format("{}: did not close as {}",
                                                 recording.directory.string(), commit.id.value)};
  }
  return EvidenceSubject{
      campaign, {}, commit.spec.tree, closing_statement(recording.state, commit.spec.tree)};
}

Result<Evidence> read_evidence(const fs::path& file, const fs::path& allowed_signers) {
  Evidence evidence;
  evidence.file = file;
  const std::string text = TRY(read_file(file));
  evidence.statement = std::string(trim(text));
  const Result<std::optional<Envelope>> opened = open_envelope(evidence.statement);
  if (!opened) {
    return Error{ErrorKind::journal, fmt::format("{}: {}", file.string(), opened.error().message)};
  }
  const std::optional<Envelope>& envelope = *opened;
  if (!envelope) return evidence;
  evidence.statement = envelope->statement;
  evidence.signer = envelope->key;
  const Result<std::string> signer =
      ssh_signer_of(signed_bytes(envelope->statement), envelope->signature, allowed_signers);
  if (!signer && !allowed_signers.empty()) return signer.error();
  evidence.signing = !signer ? Signing::unchecked : signer->empty() ? Signing::bad : Signing::good;
  if (signer && !signer->empty()) evidence.signer = *signer;
  return evidence;
}

// As an attempt, or as the end of a campaign.
bool is_landed(const fs::path& root, const StatementHead& head) {
  for (const fs::path& directory : all_logs(root)) {
    const Result<Recording> recording = load_recording(directory);
    if (!recording || recording->state.opened.campaign != head.campaign) continue;
    for (const AttemptState& attempt : recording->state.attempts) {
      const bool is_it = head.attempt.empty() || attempt.opened.attempt == head.attempt;
      if (is_it && attempt.landed && attempt.judged->tree == head.tree) return true;
    }
  }
  return false;
}

}  // namespace
}  // namespace wright
