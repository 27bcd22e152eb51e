// Schemas: what an op is called with and what it returns, as data.
//
//   schema     := name "(" [parameter {", " parameter}] ")" " -> " returns
//   parameter  := type " " name ["=" default]
//   type       := ("Tensor" | "int" | "float" | "bool" | "str" | "Dtype") ["[]"] ["?"]
//   returns    := type | "(" type {", " type} ")"
//   default    := "None" | "True" | "False" | integer | float | dtype name
//                 | '"' text without '"' or '\' '"' | "[" [number {", " number}] "]"
//   name       := [a-z_][a-z0-9_]*
//
// "Tensor?" is an optional tensor, "int[]" a list, "int[]?" an optional list.  Lists are of Tensor,
// int and float only.  A parameter with a default is never followed by one without.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tw/value.h"

namespace tw {

struct Type {
  enum class Kind : std::uint8_t { tensor, integer, floating, boolean, string, dtype };

  Kind kind = Kind::tensor;
  bool list = false;
  bool optional = false;

  bool operator==(const Type&) const = default;
};

struct Parameter {
  std::string name;
  Type type;
  bool has_default = false;
  Value default_value;  // None unless has_default.
};

struct Schema {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<Type> returns;  // At least one.
};

// Spaces may be any in number, also none, around ( ) , = and ->.  A default must fit its type (an
// integer fits float). Throws tw::Error "[schema] ..." that names the offending part.
[[nodiscard]] Schema parse_schema(std::string_view text);

// The canonical text: one space after each comma and around "->", none around "=".  Floats are
// the shortest digits that read back the same, with a point or an exponent: 1.0, 1e-05, 0.5.
// parse_schema(to_text(s)) is s again.
[[nodiscard]] std::string to_text(const Schema& schema);
[[nodiscard]] std::string to_text(const Type& type);

}  // namespace tw
