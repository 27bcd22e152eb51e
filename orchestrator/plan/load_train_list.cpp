#include <charconv>

#include "base/files.h"
#include "plan/fields.h"
#include "plan/plan.h"
#include "plan/train_list.h"

namespace wright {
namespace {

constexpr std::size_t kBytesMax = 64 << 10;
constexpr std::int64_t kStepsMax = 1'000'000;
constexpr std::int64_t kSecondsMax = 3600;

TrainProgram read_program(const std::string& file, const YamlNode& item, Findings& findings);
void read_short(const std::string& file, Fields& fields, TrainProgram& program, Findings& findings);
std::string text(Fields& fields, const std::string& key, Need need);

}  // namespace

Result<std::vector<TrainProgram>> load_train_list(const std::filesystem::path& file) {
  const std::string content = TRY(read_file(file, kBytesMax));
  const YamlDocument document = parse_yaml(content, 1);
  const std::string name = file.string();
  Findings findings;
  for (const YamlFault& fault : document.faults) findings.add(name, fault.line, fault.message);
  std::vector<TrainProgram> programs;
  if (document.faults.empty()) {
    Fields fields(name, document.root, "a list of programs", findings, document.whole);
    if (const YamlNode* list = fields.list("programs", Need::required)) {
      for (const YamlNode& item : list->items) {
        programs.push_back(read_program(name, item, findings));
      }
    }
    fields.refuse_other_keys();
    if (programs.empty()) findings.add(name, 1, "names no programs");
  }
  const std::vector<LintFinding> faults = findings.sorted();
  if (!faults.empty()) return Error{ErrorKind::spec, to_text(faults.front())};
  return programs;
}

namespace {

TrainProgram read_program(const std::string& file, const YamlNode& item, Findings& findings) {
  TrainProgram program;
  Fields fields(file, item, "a program", findings);
  program.name = text(fields, "name", Need::required);
  if (!is_identifier(program.name)) findings.add(file, item.line, "name is [a-z][a-z0-9_]*");
  for (const Word& word : fields.words("arguments", Need::required)) {
    program.arguments.push_back(word.text);
  }
  program.steps = fields.number("steps", 1, kStepsMax).value_or(1);
  read_short(file, fields, program, findings);
  program.says = text(fields, "says", Need::required);
  program.at_least = fields.number("at_least", 0, kStepsMax).value_or(0);
  program.seconds_max = fields.number("seconds_max", 1, kSecondsMax).value_or(kSecondsMax);
  program.peer = text(fields, "peer", Need::optional);
  if (const YamlNode* map = fields.map("resume", Need::optional)) {
    Fields inner(file, *map, "resume", findings);
    TrainResume resume;
    resume.at = inner.number("at", 1, kStepsMax).value_or(1);
    resume.save = text(inner, "save", Need::required);
    resume.load = text(inner, "load", Need::required);
    inner.refuse_other_keys();
    program.resume = resume;
  }
  fields.refuse_other_keys();
  return program;
}

void read_short(const std::string& file, Fields& fields, TrainProgram& program,
                Findings& findings) {
  const std::vector<Word> words = fields.words("short", Need::required);
  const auto number_of = [](const Word& word) {
    std::int64_t value = 0;
    std::from_chars(word.text.data(), word.text.data() + word.text.size(), value);
    return value;
  };
  if (words.size() == 2) {
    program.short_steps = number_of(words[0]);
    program.long_steps = number_of(words[1]);
  }
  if (program.short_steps < 1 || program.long_steps <= program.short_steps) {
    findings.add(file, words.empty() ? 1 : words.front().line,
                 "short is two numbers of steps, the smaller one first");
  }
}

std::string text(Fields& fields, const std::string& key, Need need) {
  const std::optional<Word> word = fields.text(key, need);
  return word ? word->text : "";
}

}  // namespace
}  // namespace wright
