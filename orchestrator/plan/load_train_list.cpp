#include <charconv>

#include "plan/train_list.h"
#include "plan/yaml_file.h"

namespace wright {
namespace {

constexpr std::int64_t kTrainStepsMax = 1'000'000;
constexpr std::int64_t kSecondsMax = 3600;

TrainProgram read_program(const std::string& file, const YamlNode& item, Findings& findings);
void read_short(const std::string& file, Fields& fields, TrainProgram& program, Findings& findings);

}  // namespace

Result<std::vector<TrainProgram>> load_train_list(const std::filesystem::path& file) {
  std::vector<TrainProgram> programs;
  TRY(read_yaml_file(file, "a list of programs",
                     [&](const std::string& name, Fields& fields, Findings& findings) {
                       if (const YamlNode* list = fields.list("programs", Need::required)) {
                         for (const YamlNode& item : list->items) {
                           programs.push_back(read_program(name, item, findings));
                         }
                       }
                       if (programs.empty()) findings.add(name, 1, "names no programs");
                     }));
  return programs;
}

namespace {

TrainProgram read_program(const std::string& file, const YamlNode& item, Findings& findings) {
  TrainProgram program;
  Fields fields(file, item, "a program", findings);
  program.name = text_of(fields, "name", Need::required);
  if (!is_identifier(program.name)) findings.add(file, item.line, "name is [a-z][a-z0-9_]*");
  for (const Word& word : fields.words("arguments", Need::required)) {
    program.arguments.push_back(word.text);
  }
  program.steps = fields.number("steps", 1, kTrainStepsMax).value_or(1);
  read_short(file, fields, program, findings);
  program.says = text_of(fields, "says", Need::required);
  program.at_least = fields.number("at_least", 0, kTrainStepsMax).value_or(0);
  program.seconds_max = fields.number("seconds_max", 1, kSecondsMax).value_or(kSecondsMax);
  program.peer = text_of(fields, "peer", Need::optional);
  if (const YamlNode* map = fields.map("resume", Need::optional)) {
    Fields inner(file, *map, "resume", findings);
    TrainResume resume;
    resume.at = inner.number("at", 1, kTrainStepsMax).value_or(1);
    resume.save = text_of(inner, "save", Need::required);
    resume.load = text_of(inner, "load", Need::required);
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

}  // namespace
}  // namespace wright
