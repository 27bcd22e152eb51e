#include "plan/yaml_file.h"

#include "base/files.h"
#include "plan/plan.h"

namespace wright {
namespace {

constexpr std::size_t kBytesMax = 64 << 10;

}  // namespace

Result<void> read_yaml_file(const std::filesystem::path& file, const std::string& what,
                            const ReadFields& read) {
  const std::string text = TRY(read_file(file, kBytesMax));
  const YamlDocument document = parse_yaml(text, 1);
  const std::string name = file.string();
  Findings findings;
  for (const YamlFault& fault : document.faults) findings.add(name, fault.line, fault.message);
  if (document.faults.empty()) {
    Fields fields(name, document.root, what, findings, document.whole);
    read(name, fields, findings);
    fields.refuse_other_keys();
  }
  const std::vector<LintFinding> faults = findings.sorted();
  if (!faults.empty()) return Error{ErrorKind::spec, to_text(faults.front())};
  return {};
}

std::string text_of(Fields& fields, const std::string& key, Need need) {
  const std::optional<Word> word = fields.text(key, need);
  return word ? word->text : "";
}

}  // namespace wright
