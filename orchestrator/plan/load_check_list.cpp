#include "base/files.h"
#include "plan/plan.h"
#include "plan/read_checks.h"

namespace wright {
namespace {

constexpr std::size_t kBytesMax = 64 << 10;

}  // namespace

Result<std::vector<CheckConfig>> load_check_list(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kBytesMax));
  const YamlDocument document = parse_yaml(text, 1);
  Findings findings;
  const std::string name = file.string();
  for (const YamlFault& fault : document.faults) findings.add(name, fault.line, fault.message);
  std::vector<CheckConfig> checks;
  if (document.faults.empty()) {
    Fields fields(name, document.root, file.filename().string(), findings, document.whole);
    for (const CheckDraft& draft : read_checks(name, fields, findings)) {
      checks.push_back(draft.check);
    }
    fields.refuse_other_keys();
    if (checks.empty()) findings.add(name, 1, "names no checks");
  }
  const std::vector<LintFinding> faults = findings.sorted();
  if (!faults.empty()) return Error{ErrorKind::spec, to_text(faults.front())};
  return checks;
}

}  // namespace wright
