// The grammar of cases, which planners write.
#include "grader/cases.h"

#include "fuzz/target.h"
#include "grader/program.h"

namespace wright::fuzz {
namespace {

constexpr std::int64_t kElementsMax = 4096;

std::int64_t elements_in(const Expression& expression) {
  if (const auto* tensor = std::get_if<TensorLiteral>(&expression.node)) {
    return count_of(tensor->sizes);
  }
  std::int64_t total = 0;
  if (const auto* call = std::get_if<Call>(&expression.node)) {
    for (const Expression& arg : call->args) total += elements_in(arg);
  }
  return total;
}

std::int64_t elements_in(const Case& one) {
  std::int64_t total = 0;
  for (const Statement& statement : one.statements) {
    if (const auto* assign = std::get_if<Assign>(&statement)) total += elements_in(assign->value);
    if (const auto* action = std::get_if<Do>(&statement)) total += elements_in(action->value);
    if (const auto* equal = std::get_if<ExpectEqual>(&statement)) {
      total += elements_in(equal->left) + elements_in(equal->right);
    }
    if (const auto* oracle = std::get_if<ExpectOracle>(&statement))
      total += elements_in(oracle->left);
    if (const auto* thrown = std::get_if<ExpectThrow>(&statement))
      total += elements_in(thrown->left);
  }
  return total;
}

void run(std::string_view bytes) {
  const auto cases = parse_cases(bytes, "f.cases", "f");
  if (!cases) {
    require(cases.error().message.rfind("f.cases:", 0) == 0, "a fault names file and line");
    return;
  }
  for (const Case& one : *cases) {
    if (elements_in(one) <= kElementsMax) static_cast<void>(lower(one, "key").has_value());
  }
}

const Registered kRegistered("cases", run);

}  // namespace
}  // namespace wright::fuzz
