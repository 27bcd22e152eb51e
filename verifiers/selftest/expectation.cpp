#include "selftest/expectation.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace wright {
namespace {

using Words = std::vector<std::string>;

// What a report has to show.
struct Shown {
  std::set<std::string> rules;
  std::set<std::string> places;  // Of the findings with the first rule that is asked for.
  std::string told;              // The messages of all errors.
};

Words places_in(const nlohmann::json& expect);
Shown shown_in(const CheckReport& report, const Words& rules);
bool notes_what_is_missing(const nlohmann::json& expect, const std::set<std::string>& rules);

}  // namespace

bool is_reason(const nlohmann::json& expect, const CheckReport& unavailable) {
  const auto known = expect.value("unavailable_says", Words{});
  return known.empty() || std::any_of(known.begin(), known.end(), [&](const std::string& words) {
           return unavailable.summary.rfind(words, 0) == 0;
         });
}

bool is_met(const nlohmann::json& expect, bool is_cheat, const CheckReport& report) {
  const auto rules = expect.value("rules", Words{});
  if (is_cheat && rules.empty()) return false;
  const bool says = report.summary.find(expect.value("says", "")) != std::string::npos;
  if (report.status != (is_cheat ? CheckStatus::fail : CheckStatus::pass) || !says) return false;
  const bool all_held_out = std::all_of(report.findings.begin(), report.findings.end(),
                                        [](const Finding& finding) { return finding.held_out; });
  if (expect.value("held_out", false) && !all_held_out) return false;
  if (report.findings.size() != expect.value("findings", report.findings.size())) return false;
  const Shown shown = shown_in(report, rules);
  const Words places = places_in(expect);
  const auto words = expect.value("tells", Words{});
  const auto is_told = [&](const std::string& one) {
    return shown.told.find(one) != std::string::npos;
  };
  return std::all_of(rules.begin(), rules.end(),
                     [&](const std::string& one) { return shown.rules.count(one) > 0; }) &&
         std::all_of(places.begin(), places.end(),
                     [&](const std::string& one) { return shown.places.count(one) > 0; }) &&
         std::all_of(words.begin(), words.end(), is_told) &&
         notes_what_is_missing(expect, shown.rules);
}

namespace {

Words places_in(const nlohmann::json& expect) {
  const nlohmann::json places = expect.value("at", nlohmann::json::array());
  if (places.is_string()) return {places.get<std::string>()};
  return places.get<Words>();
}

Shown shown_in(const CheckReport& report, const Words& rules) {
  Shown shown;
  for (const Finding& finding : report.findings) {
    shown.rules.insert(finding.rule);
    if (finding.severity == Severity::error) shown.told += "\n" + finding.message;
    if (rules.empty() || finding.rule != rules.front()) continue;
    shown.places.insert(finding.file + ":" + std::to_string(finding.line));
  }
  return shown;
}

bool notes_what_is_missing(const nlohmann::json& expect, const std::set<std::string>& rules) {
  const auto notes = expect.value("notes_unless", std::map<std::string, std::string>{});
  return std::all_of(notes.begin(), notes.end(), [&](const auto& note) {
    return std::filesystem::exists(note.first) == (rules.count(note.second) == 0);
  });
}

}  // namespace
}  // namespace wright
