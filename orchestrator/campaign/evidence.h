// Statements about landed trees that are no part of a log, kept beside the logs: plain in
// logs/evidence/<tree>/<sha256>.json, signed in <sha256>.dsse.json.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/logs.h"
#include "core/ids.h"
#include "repo/repo.h"

namespace wright {

// What a statement can be about: a landing, or the end of a campaign.
struct EvidenceSubject {
  CampaignId campaign;
  AttemptId attempt;  // Empty: the end of the campaign.
  TreeId tree;
  std::string statement;  // What our own log says of it.
};
Result<EvidenceSubject> evidence_subject(const std::filesystem::path& root,
                                         const CommitInfo& commit);
Result<EvidenceSubject> evidence_subject(const Explanation& landing);

enum class Signing {
  none,
  unchecked,  // There is no ssh-keygen here.
  good,       // By any key, or by one that may, where that was asked.
  bad,        // Or by a key that may not.
};

struct Evidence {
  std::string statement;
  std::filesystem::path file;  // Empty: the log itself.
  Signing signing = Signing::none;
  std::string signer;  // As the allowed signers call them, or the key.
};

// The log's own statement first, then those beside it.  With `allowed_signers` signatures must be
// by one of them.
Result<std::vector<Evidence>> evidence_about(const std::filesystem::path& root,
                                             const EvidenceSubject& subject,
                                             const std::filesystem::path& allowed_signers);

struct Imported {
  TreeId tree;
  std::string about;  // The attempt that landed this tree, or the campaign that ended with it.
  std::filesystem::path file;
  bool already = false;
};

// Takes in an in-toto statement of ours, plain or in an envelope.  Errors: not such a statement, a
// verdict that cannot be read, or a subject that no log of this repository landed.  `name` stands
// in messages.  Imported evidence is somebody's word: it never lands anything.
Result<Imported> import_evidence(const std::filesystem::path& root, const std::string& name,
                                 const std::string& statement);

}  // namespace wright
