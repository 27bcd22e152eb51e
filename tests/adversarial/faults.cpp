#include "adversarial/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "adversarial/rule_site.h"
#include "base/files.h"
#include "cpp/mutations.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWeakerMax = 2;  // Of one condition.

const std::map<std::string, std::vector<std::string>>& rooms() {
  static const std::map<std::string, std::vector<std::string>> kRooms{
      {"policy", {"policy"}},
      {"similarity", {"similarity"}},
      {"build", {"build"}},
      {"tests", {"tests"}},
      {"held_out", {"held_out"}},
      {"differential", {"differential"}},
      {"gradcheck", {"gradcheck"}},
      {"metamorphic", {"metamorphic"}},
      {"sanitize", {"sanitize"}},
      {"ghost", {"ghost"}},
      {"mutation", {"mutation"}},
      {"invariance", {"invariance"}},
      {"bench", {"bench"}},
      {"composition", {"composition"}},
      {"cuda_compile", {"cuda_compile"}},
      {"builder", {"build", "tests", "sanitize"}},
      {"frame", {"sanitize", "build"}},
      {"grader", {"held_out", "differential", "ghost", "metamorphic", "gradcheck"}}};
  return kRooms;
}

struct Source {
  const std::string& text;
  PlainCode code;
  std::vector<Mutation> mutations;

  [[nodiscard]] std::string with(const Span& span, const std::string& words) const {
    return text.substr(0, code.tokens[span.first].begin) + words +
           text.substr(code.tokens[span.last].end);
  }
  [[nodiscard]] std::string spelt(const Span& span) const {
    const std::size_t begin = code.tokens[span.first].begin;
    return text.substr(begin, code.tokens[span.last].end - begin);
  }
};

struct Mutant {
  std::string what;
  std::string text;
  std::optional<OtherQuestion> question;
};

std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n';
    if (!is_space || line.empty() || line.back() != ' ') line += is_space ? ' ' : c;
  }
  return line;
}

// What `if (const auto* end = f())` declares; empty: nothing.
std::string declared_in(const PlainCode& code, const Span& span) {
  for (std::size_t at = span.first + 2; at < span.last; ++at) {
    if (is_opening(code, at)) return "";
    if (code.is_mark(at, "=")) return code.tokens[at - 1].text;
  }
  return "";
}

bool makes_weaker(MutationKind kind) {
  return kind == MutationKind::comparison || kind == MutationKind::logical ||
         kind == MutationKind::constant || kind == MutationKind::bound;
}

// What is asked in these tokens, for which others can be put.
struct Asked {
  const Source& source;
  Span span;
  std::string declaration;
  std::string sound;

  Asked(const Source& from, const Span& at) : source(from), span(at) {
    const std::string name = declared_in(source.code, span);
    if (!name.empty()) declaration = source.spelt(span);
    sound = name.empty() ? source.spelt(span) : name;
  }
  [[nodiscard]] Mutant with(const std::string& what, const std::string& faulty) const {
    const std::string before = declaration.empty() ? "" : declaration + "; ";
    return {what, source.with(span, before + faulty),
            OtherQuestion{source.code.tokens[span.first].begin, source.code.tokens[span.last].end,
                          declaration, sound, faulty}};
  }
};

std::vector<Mutant> weaker_ones(const Asked& asked) {
  const Source& source = asked.source;
  const std::size_t begin = source.code.tokens[asked.span.first].begin;
  const std::size_t end = source.code.tokens[asked.span.last].end;
  std::vector<Mutant> mutants;
  for (const Mutation& mutation : source.mutations) {
    const bool is_inside = mutation.begin >= begin && mutation.end <= end;
    if (!is_inside || !makes_weaker(mutation.kind) || mutants.size() == kWeakerMax) continue;
    const std::string what = "weaker: " + told(source.text, mutation);
    std::string text = mutated(source.text, mutation);
    const std::string faulty = text.substr(begin, text.size() - (source.text.size() - end) - begin);
    mutants.push_back(asked.declaration.empty() ? asked.with(what, faulty)
                                                : Mutant{what, std::move(text), std::nullopt});
  }
  return mutants;
}

std::vector<Mutant> mutants_of(const Source& source, const RuleSite& site) {
  std::vector<Mutant> mutants;
  if (site.choice) {
    const Asked asked(source, *site.choice);
    mutants.push_back(asked.with("the other chosen", "!(" + asked.sound + ")"));
  }
  if (!site.condition) {
    mutants.push_back({"dropped", source.with(site.span, site.is_row ? "" : ";"), std::nullopt});
    return mutants;
  }
  const Asked asked(source, site.condition->span);
  const char* never = site.condition->passes ? "true || (" : "false && (";
  mutants.push_back(asked.with("dropped", never + asked.sound + ")"));
  mutants.push_back(asked.with("turned round", "!(" + asked.sound + ")"));
  for (Mutant& weaker : weaker_ones(asked)) mutants.push_back(std::move(weaker));
  return mutants;
}

}  // namespace

std::vector<Fault> faults_of(const fs::path& file, const std::string& text) {
  const Source source{text, plain_code(text), mutations_of(text)};
  std::vector<Fault> faults;
  std::set<std::string> texts;
  for (const RuleSite& site : rule_sites(source.code)) {
    const std::string condition =
        site.condition ? one_line(source.spelt(site.condition->span)) : "";
    for (Mutant& mutant : mutants_of(source, site)) {
      if (!texts.insert(mutant.text).second) continue;  // Two rules hang on one condition.
      faults.push_back({file, source.code.tokens[site.at].line, site.rule, mutant.what, condition,
                        std::move(mutant.text), std::move(mutant.question)});
    }
  }
  return faults;
}

std::vector<std::string> checks_of(const std::string& room) {
  const auto found = rooms().find(room);
  return found == rooms().end() ? std::vector<std::string>() : found->second;
}

std::vector<Fault> all_faults(const fs::path& verifiers) {
  std::vector<Fault> faults;
  for (const auto& [room, checks] : rooms()) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(verifiers / room)) {
      if (entry.path().extension() == ".cpp") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      const Result<std::string> text = read_file(file);
      if (!text) continue;
      for (Fault& fault : faults_of(file, *text)) faults.push_back(std::move(fault));
    }
  }
  return faults;
}

}  // namespace wright::adversarial
