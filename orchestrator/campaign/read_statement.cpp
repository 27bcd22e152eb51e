#include "campaign/read_statement.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/statement.h"
#include "campaign/text_at.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

bool is_tree_id(const std::string& text) {
  constexpr std::size_t kHexDigits = 40;
  return text.size() == kHexDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<StatementHead> read_statement(const std::string& name, const std::string& statement) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::usage, fmt::format("{}: {}", escape_for_terminal(name), why)};
  };
  const Result<json> parsed = parse_json(statement);
  if (!parsed) return refuse(parsed.error().message);
  const json& value = *parsed;
  if (text_at(value, "/_type") != "https://in-toto.io/Statement/v1") {
    return refuse("is no in-toto statement: \"_type\" is another");
  }
  StatementHead head;
  head.type = text_at(value, "/predicateType");
  head.tree.value = text_at(value, "/subject/0/digest/gitTree");
  head.campaign.value = text_at(value, "/predicate/campaign");
  head.attempt.value = text_at(value, "/predicate/attempt");
  head.why = text_at(value, "/predicate/why");
  if (!is_tree_id(head.tree.value)) return refuse("its subject has no gitTree of 40 hex digits");
  if (head.type == kClosingType) {
    head.attempt.value.clear();
    return head;
  }
  if (head.type == kRetractionType) {
    if (head.why.empty()) return refuse("withdraws a landing and does not say why");
    return head;
  }
  if (head.type != kLandingType && head.type != kFirstLandingType &&
      head.type != kVerificationType) {
    return refuse("its predicateType is none of ours");
  }
  const Result<Verdict> verdict =
      verdict_from_json(value.value("/predicate/verdict"_json_pointer, json::object()));
  if (!verdict) return refuse(verdict.error().message);
  head.verdict = *verdict;
  return head;
}

}  // namespace wright
