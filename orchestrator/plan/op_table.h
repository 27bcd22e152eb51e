// The table of a library's ops: what each takes, how exact it is, what it can be differentiated by,
// and where its formula comes from.  `runtime coverage` turns each row into checks.
//
//   errors:
//     functions: {f64: {ulp_max: 5}, halves: {ulp_max: 1}, others: {ulp_max: 5}, why: "..."}
//   ops:
//     tanh:
//       {calls: ["tanh(T[5,7]@L)"], dtypes: all, error: functions, derivative: [0], source: "..."}
//     argmax:
//       {calls: ["argmax(T[5,7]@L, 1)"], dtypes: numbers, no_derivative: "...", source: "..."}
//     add:
//       {..., in_place: ["add_(T[5,7]@L, T[7])"]}
//
// In a call T stands for a dtype and L for a layout.  `dtypes` is a list, or all, numbers (not
// bool), floats or integers (not bool); every other dtype must be refused.  An error model has
// bounds for dtypes, `halves` (f16 and bf16) and `others` (not floats); a dtype without any is
// exact.  `derivative` lists the arguments, counted from 0, that have one; `no_derivative` says why
// none has, `no_second` why the derivative cannot be differentiated, `no_strides` why layouts are
// of no matter.  `derivative_calls` are used for derivatives in the place of `calls`: away from
// kinks, and from where a function has no value.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/spec.h"

namespace wright {

// The dtypes of the protocol, in the order of the columns.
[[nodiscard]] const std::vector<std::string>& dtype_names();

struct OpRow {
  std::string op;
  std::vector<std::string> calls;
  std::vector<std::string> derivative_calls;  // `calls` where the row has none of its own.
  std::vector<std::string> in_place;          // Empty: it has no form in place.
  std::vector<std::string> dtypes;
  std::string error;  // A key of OpTable::errors; empty: exact.
  std::vector<int> derivative;
  std::string no_derivative;
  std::string no_second;
  std::string no_strides;
  std::string source;

  bool operator==(const OpRow&) const = default;
};

struct OpTable {
  std::map<std::string, std::map<std::string, std::string>> errors;  // Model, dtype: JSON.
  std::vector<OpRow> rows;
};

// The Error names the first fault as `file:line: message`.
Result<OpTable> load_op_table(const std::filesystem::path& file);

// What a cell of the coverage says.
enum class Facet { forward, strided, backward, second, in_place, refused };

// One call of a check, and the cell that it stands for.
struct CoverageCall {
  std::size_t row = 0;
  std::string dtype;
  Facet facet = Facet::forward;
  std::string call;
};

// A check with all its calls.  `check.config` is ready to be run.
struct CoverageCheck {
  CheckConfig check;
  std::vector<CoverageCall> calls;
};

// All checks of the table: a few, since calls with the same tolerance go together.
[[nodiscard]] std::vector<CoverageCheck> coverage_checks(const OpTable& table);

}  // namespace wright
