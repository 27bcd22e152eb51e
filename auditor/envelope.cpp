#include "auditor/envelope.h"

#include <fmt/format.h>

#include <algorithm>

#include "auditor/signature.h"
#include "auditor/statement.h"

namespace auditor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSigned = ".dsse.json";

struct EnvelopeReading {
  const Question& question;
  const std::vector<const Story*>& stories;
  const Known& known;
  Report& report;
  std::set<std::string> signed_ends;  // Closing commits.
  std::string broken;
};

void read_evidence(EnvelopeReading& reading, const fs::path& file, const std::string& tree);
std::string open_envelope(EnvelopeReading& reading, const std::string& where,
                          const std::string& text);
bool is_true(const EnvelopeReading& reading, const json& statement, const std::string& tree);

}  // namespace

std::string audit_envelopes(const Question& question, const std::string& root,
                            const std::vector<const Story*>& stories, const Known& known,
                            Report& report) {
  EnvelopeReading reading{question, stories, known, report, {}, {}};
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(root) / "logs/evidence", failed)) {
    if (!entry.is_directory()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    read_evidence(reading, file, file.parent_path().filename().string());
    if (!reading.broken.empty()) return reading.broken;
  }
  if (!question.require_signatures) return "";
  for (const Story* story : stories) {
    const std::string closing =
        story->closed != nullptr ? text_at(story->closed->value, "closing") : "";
    report.expect(reading.signed_ends.count(closing) != 0, "campaign/" + story->campaign(),
                  "nobody who may has signed its end");
  }
  return "";
}

namespace {

void read_evidence(EnvelopeReading& reading, const fs::path& file, const std::string& tree) {
  Report& report = reading.report;
  const std::string where = file.string();
  const std::string name = file.filename().string();
  const std::string text = read_file(file).value_or("");
  if (!report.expect(text.ends_with('\n'), where, "is no whole line")) return;
  const std::string line = text.substr(0, text.size() - 1);
  const bool is_signed = name.ends_with(kSigned);
  const std::string digest = name.substr(0, name.find('.'));
  report.expect(digest == sha256(line) && (is_signed || name == digest + ".json"), where,
                "what it says does not have the digest of its name");
  const std::string statement = is_signed ? open_envelope(reading, where, line) : line;
  if (statement.empty()) return;
  report.expect(is_signed || !reading.question.require_signatures, where, "is not signed");
  const json value = parse(statement).value_or(json());
  const bool fits = report.expect(is_true(reading, value, tree), where,
                                  "states something that no log here bears out");
  const json& predicate = at(value, "predicate");
  if (fits && text_at(value, "predicateType") == kTypes + "retraction/v1") {
    report.notes.push_back(fmt::format("{} is withdrawn: {}", shown(text_at(predicate, "attempt")),
                                       shown(text_at(predicate, "why"))));
  }
  if (fits && is_signed) {
    const json& subject = at(list_at(value, "subject").front(), "digest");
    reading.signed_ends.insert(text_at(subject, "gitCommit"));
  }
}

// The statement inside, or "" when the envelope or its signature is bad.
std::string open_envelope(EnvelopeReading& reading, const std::string& where,
                          const std::string& text) {
  const json envelope = parse(text).value_or(json());
  const json& signatures = list_at(envelope, "signatures");
  const auto payload = from_base64(text_at(envelope, "payload"));
  const std::string type = text_at(envelope, "payloadType");
  const bool is_whole = canonical(envelope) == text && envelope.size() == 3 && payload &&
                        type == "application/vnd.in-toto+json" && signatures.size() == 1 &&
                        signatures.front().is_object() && signatures.front().size() == 2;
  if (!reading.report.expect(is_whole, where, "is no envelope with one signature")) return "";
  const auto signature = from_base64(text_at(signatures.front(), "sig"));
  const bool names_key = signature && key_of(*signature) == text_at(signatures.front(), "keyid");
  if (!reading.report.expect(names_key, where, "its key is not the one that it names")) return "";
  const std::string body =
      fmt::format("DSSEv1 {} {} {} {}", type.size(), type, payload->size(), *payload);
  const Signature found = check_signature(body, *signature, reading.question.allowed_signers);
  if (found.state == Signature::State::unknown) {
    if (!reading.question.allowed_signers.empty()) reading.broken = found.why;
    reading.report.notes.push_back(where + ": its signature was not checked: " + found.why);
    return "";
  }
  const bool is_good = found.state == Signature::State::good;
  if (!reading.report.expect(is_good, where, found.why)) return "";
  ++reading.report.signatures;
  return *payload;
}

bool is_true(const EnvelopeReading& reading, const json& statement, const std::string& tree) {
  const json& subjects = list_at(statement, "subject");
  const json& predicate = at(statement, "predicate");
  const std::string type = text_at(statement, "predicateType");
  const auto landed = reading.known.landed.find(tree);
  if (subjects.size() != 1 || landed == reading.known.landed.end()) return false;
  if (text_at(at(subjects.front(), "digest"), "gitTree") != tree) return false;
  for (const Story* story : reading.stories) {
    if (text_at(predicate, "campaign") != story->campaign()) continue;
    if (type == kTypes + "closing/v1") {
      return story->closed != nullptr && closing_statement(*story, tree) == statement;
    }
    const auto attempt = story->attempts.find(text_at(predicate, "attempt"));
    if (attempt == story->attempts.end() || attempt->second.landed == nullptr) return false;
    if (text_at(attempt->second.judged->value, "tree") != tree) return false;
    if (type == kTypes + "retraction/v1") return !text_at(predicate, "why").empty();
    return text_at(at(predicate, "patch"), "sha256") ==
           text_at(attempt->second.submitted->value, "patch");
  }
  return false;
}

}  // namespace
}  // namespace auditor
