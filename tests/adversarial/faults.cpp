#include "adversarial/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "adversarial/rule_site.h"
#include "base/files.h"
#include "cpp/mutations.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWeakerMax = 2;  // Of one condition.

std::string with(const std::string& text, const PlainCode& code, const Span& span,
                 const std::string& words) {
  const std::size_t begin = code.tokens[span.first].begin;
  const std::size_t end = code.tokens[span.last].end;
  return text.substr(0, begin) + words + text.substr(end);
}

std::string spelt(const std::string& text, const PlainCode& code, const Span& span) {
  const std::size_t begin = code.tokens[span.first].begin;
  return text.substr(begin, code.tokens[span.last].end - begin);
}

bool makes_weaker(MutationKind kind) {
  return kind == MutationKind::comparison || kind == MutationKind::logical ||
         kind == MutationKind::constant || kind == MutationKind::bound;
}

}  // namespace

std::vector<Fault> faults_of(const fs::path& file, const std::string& text) {
  const PlainCode code = plain_code(text);
  const std::vector<Mutation> mutations = mutations_of(text);
  std::vector<Fault> faults;
  for (const RuleSite& site : rule_sites(code)) {
    const auto add = [&](const std::string& what, std::string mutant) {
      faults.push_back({file, code.tokens[site.at].line, site.rule, what, std::move(mutant)});
    };
    if (!site.condition) {
      add("dropped", with(text, code, site.span, site.is_row ? "" : ";"));
      continue;
    }
    const Span& span = site.condition->span;
    const std::string asked = spelt(text, code, span);
    const bool passes = site.condition->passes;
    add("dropped", with(text, code, span, (passes ? "true || (" : "false && (") + asked + ")"));
    add("turned round", with(text, code, span, "!(" + asked + ")"));
    std::size_t weaker = 0;
    for (const Mutation& mutation : mutations) {
      const bool is_inside = mutation.begin >= code.tokens[span.first].begin &&
                             mutation.end <= code.tokens[span.last].end;
      if (!is_inside || !makes_weaker(mutation.kind) || weaker == kWeakerMax) continue;
      ++weaker;
      add("weaker: " + told(text, mutation), mutated(text, mutation));
    }
  }
  return faults;
}

std::vector<Fault> all_faults(const fs::path& verifiers) {
  std::vector<Fault> faults;
  for (const char* room : {"policy", "similarity", "builder", "build", "tests", "sanitize", "frame",
                           "grader", "ghost"}) {
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
