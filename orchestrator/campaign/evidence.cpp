#include "campaign/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/files.h"
#include "base/text.h"
#include "campaign/logs.h"
#include "campaign/statement.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

fs::path evidence_directory(const fs::path& root, const TreeId& tree);
Result<TreeId> subject_of(const std::string& name, const std::string& statement);
std::optional<AttemptId> landed_as(const fs::path& root, const TreeId& tree);

}  // namespace

Result<Imported> import_evidence(const fs::path& root, const std::string& name,
                                 const std::string& statement) {
  const TreeId tree = TRY(subject_of(name, statement));
  const std::optional<AttemptId> attempt = landed_as(root, tree);
  if (!attempt) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: speaks of tree {}, which no log here has landed",
                             escape_for_terminal(name), tree.value)};
  }
  const std::string line(trim(statement));
  const fs::path directory = evidence_directory(root, tree);
  const fs::path file = directory / (digest_of(line).value + ".json");
  const bool already = fs::exists(file);
  TRY(make_directories(directory));
  TRY(write_file(file, line + "\n"));
  return Imported{tree, *attempt, file, already};
}

Result<std::vector<std::string>> evidence_about(const fs::path& root, const CommitInfo& commit) {
  const Explanation landing = TRY(explain(root, commit));
  std::vector<std::string> statements;
  statements.push_back(
      TRY(read_blob(landing.recording.directory, landing.attempt.landed->statement)));
  const fs::path directory = evidence_directory(root, landing.attempt.judged->tree);
  if (!fs::exists(directory)) return statements;
  for (const std::string& path : TRY(list_files(directory))) {
    const std::string text = TRY(read_file(directory / path));
    statements.emplace_back(trim(text));
  }
  return statements;
}

namespace {

fs::path evidence_directory(const fs::path& root, const TreeId& tree) {
  return root / "logs" / "evidence" / tree.value;
}

bool is_tree_id(const std::string& text) {
  constexpr std::size_t kHexDigits = 40;
  return text.size() == kHexDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Reads the statement strictly: it was made by whoever handed it in.
Result<TreeId> subject_of(const std::string& name, const std::string& statement) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::usage, fmt::format("{}: {}", escape_for_terminal(name), why)};
  };
  const Result<nlohmann::json> parsed = parse_json(statement);
  if (!parsed) return refuse(parsed.error().message);
  const nlohmann::json& value = *parsed;
  if (!value.is_object() ||
      value.value("_type", nlohmann::json()) != "https://in-toto.io/Statement/v1") {
    return refuse("is no in-toto statement: \"_type\" is another");
  }
  const nlohmann::json type = value.value("predicateType", nlohmann::json());
  if (type != kLandingType && type != kFirstLandingType && type != kVerificationType) {
    return refuse("its predicateType is none of ours");
  }
  const nlohmann::json tree =
      value.value("/subject/0/digest/gitTree"_json_pointer, nlohmann::json());
  if (!tree.is_string() || !is_tree_id(tree.get<std::string>())) {
    return refuse("its subject has no gitTree of 40 hex digits");
  }
  const Result<Verdict> verdict =
      verdict_from_json(value.value("/predicate/verdict"_json_pointer, nlohmann::json::object()));
  if (!verdict) return refuse(verdict.error().message);
  return TreeId{tree.get<std::string>()};
}

std::optional<AttemptId> landed_as(const fs::path& root, const TreeId& tree) {
  for (const fs::path& directory : all_logs(root)) {
    const Result<Recording> recording = load_recording(directory);
    if (!recording) continue;
    for (const AttemptState& attempt : recording->state.attempts) {
      if (attempt.landed && attempt.judged->tree == tree) return attempt.opened.attempt;
    }
  }
  return std::nullopt;
}

}  // namespace
}  // namespace wright
