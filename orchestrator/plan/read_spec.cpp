#include "plan/read_spec.h"

#include <fmt/format.h>

#include "base/text.h"
#include "core/campaign_name.h"
#include "plan/clauses.h"
#include "plan/front_matter.h"
#include "plan/read_checks.h"
#include "plan/target_path.h"

namespace wright {
namespace {

const char* const kFile = "spec.md";

std::string read_name(Fields& fields, const std::filesystem::path& directory, Findings& findings);
std::string read_target(Fields& fields, Findings& findings);
std::string read_after(Fields& fields, const std::string& name, Findings& findings);
void read_like(Fields& fields, Draft& draft, Findings& findings);

}  // namespace

void read_spec(Draft& draft, Findings& findings) {
  const auto text = draft.snapshot.texts.find(kFile);
  if (text == draft.snapshot.texts.end()) {
    draft.spec_whole = false;
    if (!draft.snapshot.has(kFile)) findings.add(kFile, 1, "missing; a spec starts with spec.md");
    return;
  }
  const FrontMatter front = read_front_matter(kFile, text->second, findings);
  Fields fields(kFile, front.map, "spec.md", findings, front.whole);
  draft.spec_whole = front.whole;
  Spec& spec = draft.spec;
  spec.name = read_name(fields, spec.directory, findings);
  spec.target = read_target(fields, findings);
  spec.after = read_after(fields, spec.name, findings);
  read_like(fields, draft, findings);
  draft.checks = read_checks(kFile, fields, findings);
  for (const CheckDraft& check : draft.checks) spec.checks.push_back(check.check);
  spec.budget = read_budget(kFile, fields, Budget{}, findings);
  fields.refuse_other_keys();
  spec.goal = trim(front.body);
  spec.clauses = read_clauses(kFile, front.body, front.body_line, findings);
  if (spec.goal.empty()) {
    findings.add(kFile, front.body_line, "the body is empty; say what is wanted and why");
  } else if (spec.clauses.empty()) {
    findings.add(kFile, front.body_line,
                 "no clause; mark each requirement, as in `[R1] The sum of nothing is 0.`");
  }
}

namespace {

// A snapshot may lie anywhere, so the directory's name counts only below specs/.
std::string read_name(Fields& fields, const std::filesystem::path& directory, Findings& findings) {
  const std::optional<Word> name = fields.text("spec", Need::required);
  if (!name) return "";
  if (!is_identifier(name->text)) {
    findings.add(kFile, name->line,
                 fmt::format("{} is no name for a spec; use a-z, 0-9 and _, a letter first",
                             in_quotes(name->text)));
    return name->text;
  }
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::canonical(directory, error);
  if (whole.parent_path().filename() == "specs" && whole.filename() != name->text) {
    findings.add(kFile, name->line,
                 fmt::format("spec {} lies in the directory {}; they must agree",
                             in_quotes(name->text), in_quotes(whole.filename().string())));
  }
  return name->text;
}

std::string read_target(Fields& fields, Findings& findings) {
  const std::optional<Word> target = fields.text("target", Need::required);
  if (!target) return "";
  const std::string fault = fault_of_path(target->text);
  if (!fault.empty()) {
    findings.add(kFile, target->line, fmt::format("target {} {}", in_quotes(target->text), fault));
  } else if (target->text.find_first_of("*?") != std::string::npos) {
    findings.add(kFile, target->line,
                 fmt::format("target {} is a glob; name one directory", in_quotes(target->text)));
  }
  return target->text;
}

std::string read_after(Fields& fields, const std::string& name, Findings& findings) {
  const std::optional<Word> after = fields.text("after", Need::optional);
  if (!after) return "";
  if (!is_campaign_name(after->text)) {
    findings.add(kFile, after->line,
                 fmt::format("{} is no name of a campaign", in_quotes(after->text)));
  } else if (after->text == name) {
    findings.add(kFile, after->line, "a spec cannot start after itself");
  }
  return after->text;
}

void read_like(Fields& fields, Draft& draft, Findings& findings) {
  const std::optional<Word> like = fields.text("like", Need::optional);
  if (!like) return;
  draft.like_line = like->line;
  if (is_identifier(like->text)) {
    draft.spec.like = like->text;
  } else {
    findings.add(kFile, like->line, fmt::format("{} is no name of a spec", in_quotes(like->text)));
  }
}

}  // namespace
}  // namespace wright
