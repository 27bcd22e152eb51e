#include "cuda_emulated/planted_programs.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "support/part.h"

namespace wright::test {
namespace {

namespace fs = std::filesystem;

fs::path program_of(const Planted& planted, const std::string& tier);
std::string source_of(const std::vector<Planted>& files);

}  // namespace

fs::path Planted::source() const {
  return fs::path(WRIGHT_PLANTED) / kind / file;
}

std::vector<Planted> all_planted() {
  std::vector<Planted> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(WRIGHT_PLANTED)) {
    if (entry.path().extension() != ".cu") continue;
    const std::string kind = entry.path().parent_path().filename().string();
    found.push_back(
        {kind, entry.path().filename().string(), expectations(kind).value("alone", false)});
  }
  std::sort(found.begin(), found.end(),
            [](const Planted& one, const Planted& other) { return one.name() < other.name(); });
  return found;
}

std::vector<Planted> planted_today() {
  const std::optional<int> third = part_of_today(3, std::nullopt);
  if (!third) return all_planted();
  const char* const changed = std::getenv("WRIGHT_CHANGED");
  const std::string touched = changed != nullptr ? changed : "";
  std::vector<Planted> today;
  int number = 0;
  for (const Planted& one : all_planted()) {
    const bool is_touched = touched.find("planted/" + one.kind + "/") != std::string::npos;
    if (number++ % 3 == *third || is_touched) today.push_back(one);
  }
  return today;
}

nlohmann::json expectations(const std::string& kind) {
  return nlohmann::json::parse(read_file(fs::path(WRIGHT_PLANTED) / kind / "expect.json").value());
}

std::vector<int> fault_lines(const Planted& planted) {
  const std::string mark = "// fault";
  std::vector<int> lines;
  int number = 0;
  for (const std::string& line : split(read_file(planted.source()).value(), '\n')) {
    ++number;
    if (line.size() >= mark.size() && line.substr(line.size() - mark.size()) == mark)
      lines.push_back(number);
  }
  return lines;
}

std::string build_planted(const Tier& tier) {
  std::map<fs::path, std::vector<Planted>> programs;
  for (const Planted& one : planted_today()) programs[program_of(one, tier.name)].push_back(one);
  for (const auto& [program, files] : programs) {
    fs::create_directories(program.parent_path());
    const fs::path source = files[0].alone ? files[0].source() : fs::path(program.string() + ".cu");
    if (!files[0].alone && !write_file(source, source_of(files)))
      return source.string() + " cannot be written";
    const std::string trouble = build(tier, source, program);
    if (!trouble.empty()) return trouble;
  }
  return "";
}

Run run_planted(const Planted& planted, const std::string& tier, const std::string& schedule) {
  const nlohmann::json none = nlohmann::json::object();
  Environment environment =
      expectations(planted.kind).value("environment", none).value(planted.file, Environment{});
  environment["EMU_SCHEDULE"] = schedule;
  return run(program_of(planted, tier), {planted.name()}, environment);
}

namespace {

// Where its program is: with others that include the same words of CUDA.
fs::path program_of(const Planted& planted, const std::string& tier) {
  const fs::path to = fs::path(WRIGHT_PLANTED_BUILD) / tier;
  if (planted.alone) return to / planted.kind / planted.file;
  const std::string text = read_file(planted.source()).value();
  return to / (text.find("#include \"planted.h\"") != std::string::npos ? "core" : "runtime");
}

// Headers come first, outside of all namespaces; main() of each file becomes a
// function of its own.
std::string source_of(const std::vector<Planted>& files) {
  std::set<std::string> headers{"#include <cstring>"};
  std::string bodies;
  std::string choice;
  int number = 0;
  for (const Planted& one : files) {
    for (const std::string& line : split(read_file(one.source()).value(), '\n')) {
      if (line.rfind("#include ", 0) == 0) headers.insert(line);
    }
    const std::string space = "program_" + std::to_string(++number);
    bodies += "namespace " + space + " {\n#define main body\n#include \"" + one.source().string() +
              "\"\n#undef main\n}\n";
    choice +=
        "  if (std::strcmp(argv[1], \"" + one.name() + "\") == 0) return " + space + "::body();\n";
  }
  std::string text;
  for (const std::string& header : headers) text += header + "\n";
  return text + bodies + "int main(int, char** argv) {\n" + choice + "  return 3;\n}\n";
}

}  // namespace
}  // namespace wright::test
