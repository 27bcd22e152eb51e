// Cases: straight-line programs with expectations, as docs/host-protocol.md
// gives their grammar.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "grader/value.h"

namespace wright {

enum class Fill { normal, uniform, positive, ints, special, index };
enum class Layout { contiguous, transposed, sliced, expanded };

[[nodiscard]] std::optional<Fill> fill_named(std::string_view name);
[[nodiscard]] std::optional<Layout> layout_named(std::string_view name);

struct TensorLiteral {
  std::string dtype;
  Sizes sizes;
  std::optional<std::vector<double>> values;  // None: drawn from the seed.
  std::optional<Fill> fill;                   // None: as the check chooses.
  std::optional<Layout> layout;

  bool operator==(const TensorLiteral&) const = default;
};

struct Name {
  std::string name;
  bool operator==(const Name&) const = default;
};

struct Expression;
struct Call {
  std::string op;
  std::vector<Expression> args;
};

struct Expression {
  std::variant<Value, TensorLiteral, Name, Call> node;
  int line = 0;
};

// An element passes when one of them holds; none of them: exact.
struct Tolerance {
  std::optional<double> rel;
  std::optional<double> abs;
  std::optional<double> ulp;

  bool operator==(const Tolerance&) const = default;
  [[nodiscard]] bool is_exact() const { return !rel && !abs && !ulp; }
};

struct Assign {
  std::vector<std::string> names;
  Expression value;
};
struct Do {  // A call for its effect.
  Expression value;
};
struct ExpectEqual {  // `~` or `==` with a value of the case's own.
  Expression left;
  Expression right;
  Tolerance tolerance;
};
struct ExpectOracle {
  Expression left;
  Tolerance tolerance;
};
struct ExpectThrow {
  Expression left;
  std::string prefix;
};
using Statement = std::variant<Assign, Do, ExpectEqual, ExpectOracle, ExpectThrow>;

struct Case {
  std::string task;  // From the file's name.
  std::string name;
  std::vector<std::string> clauses;
  std::vector<Statement> statements;
  std::string file;
  int line = 0;
};

// "<task>/<name>".
[[nodiscard]] std::string full_name(const Case& one);

// Errors (spec) are `<file>:<line>: ...`.  Every case needs an expectation, and
// no name may occur twice.
Result<std::vector<Case>> parse_cases(std::string_view text, const std::string& file,
                                      const std::string& task);

// One statement, for the calls of a check's configuration.
Result<Statement> parse_statement(std::string_view text, const std::string& file);

// The cases of one file, as those of `task`.
Result<std::vector<Case>> load_case_file(const std::filesystem::path& file,
                                         const std::string& task);

// The cases of `<directory>/<task>.cases` for those tasks that have such a
// file, in the order of `tasks`.
Result<std::vector<Case>> load_cases(const std::filesystem::path& directory,
                                     const std::vector<std::string>& tasks);

}  // namespace wright
