#include "tw/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/fail.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "schema";

// Indexed by Type::Kind.
constexpr std::array<std::string_view, 6> kKindNames = {"Tensor", "int", "float",
                                                        "bool",   "str", "Dtype"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || c == '_' || is_digit(c);
}

bool is_word(char c) {
  return is_name(c) || (c >= 'A' && c <= 'Z');
}

bool is_number(char c) {
  return is_digit(c) || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Schema schema() {
    Schema schema;
    schema.name = name();
    need_symbol("(");
    if (!take_symbol(")")) {
      do add(schema.parameters, parameter());
      while (take_symbol(","));
      need_symbol(")");
    }
    need_symbol("->");
    if (take_symbol("(")) {
      do schema.returns.push_back(type());
      while (take_symbol(","));
      need_symbol(")");
    } else {
      schema.returns.push_back(type());
    }
    if (!rest_.empty()) expected("the end");
    return schema;
  }

 private:
  [[noreturn]] void expected(const std::string& what) const {
    std::string text = "expected " + what;
    if (rest_.empty()) {
      text += ", got the end";
    } else {
      text += ", got \"";
      text += rest_.substr(0, rest_.find('\n'));
      text += '"';
    }
    fail(kOp, text);
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view take_while(bool (*is)(char)) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is);
    const std::string_view taken =
        rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
  }

  // A symbol with the spaces around it.
  bool take_symbol(std::string_view symbol) {
    const std::string_view start = rest_;
    skip_spaces();
    if (!take(symbol)) {
      rest_ = start;
      return false;
    }
    skip_spaces();
    return true;
  }

  void need_symbol(std::string_view symbol) {
    if (!take_symbol(symbol)) expected(std::string(symbol));
  }

  std::string name() {
    if (rest_.empty() || !is_name(rest_[0]) || is_digit(rest_[0])) expected("a name");
    return std::string(take_while(is_name));
  }

  static void add(std::vector<Parameter>& parameters, Parameter parameter) {
    for (const Parameter& other : parameters)
      if (other.name == parameter.name)
        fail(kOp, "two parameters are named " + parameter.name);
    if (!parameters.empty() && parameters.back().has_default && !parameter.has_default)
      fail(kOp, "parameter " + parameter.name +
                    " without a default follows one with a default");
    parameters.push_back(std::move(parameter));
  }

  Type type() {
    const std::string_view start = rest_;
    const auto* const found = std::find(kKindNames.begin(), kKindNames.end(), take_while(is_word));
    if (found == kKindNames.end()) {
      rest_ = start;
      expected("a type");
    }
    Type type;
    type.kind = static_cast<Type::Kind>(found - kKindNames.begin());
    type.list = take("[]");
    if (type.list && type.kind > Type::Kind::floating)
      fail(kOp, "there are no lists of " + std::string(*found));
    type.optional = take("?");
    return type;
  }

  Parameter parameter() {
    Parameter parameter;
    parameter.type = type();
    if (!rest_.starts_with(' ')) expected("a space and a name");
    skip_spaces();
    parameter.name = name();
    parameter.has_default = take_symbol("=");
    if (parameter.has_default) parameter.default_value = default_value(parameter.type);
    return parameter;
  }

  Value default_value(const Type& type) {
    const std::string_view start = rest_;
    if (type.optional && take("None")) return None{};
    switch (type.kind) {
      case Type::Kind::tensor:
        if (type.list && take("[]")) return std::vector<Tensor>();
        break;
      case Type::Kind::integer:
        if (type.list) return numbers<std::int64_t>();
        return number<std::int64_t>();
      case Type::Kind::floating:
        if (type.list) return numbers<double>();
        return number<double>();
      case Type::Kind::boolean:
        if (take("True")) return true;
        if (take("False")) return false;
        break;
      case Type::Kind::string:
        if (take("\"")) {
          std::string text(rest_.substr(0, rest_.find_first_of("\"\\")));
          rest_.remove_prefix(text.size());
          if (take("\"")) return text;
        }
        break;
      case Type::Kind::dtype:
        if (const std::optional<Dtype> dtype = dtype_named(take_while(is_word))) return *dtype;
        break;
    }
    rest_ = start;
    expected("a default of type " + to_text(type));
  }

  // An integer where T is one; any number is one that fits double.
  template <class T>
  T number() {
    const std::string_view start = rest_;
    const std::string_view digits = take_while(is_number);
    const char* const end = digits.data() + digits.size();
    T value{};
    const std::from_chars_result result = std::from_chars(digits.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end) {
      rest_ = start;
      expected(std::is_same_v<T, double> ? "a number" : "an integer");
    }
    return value;
  }

  template <class T>
  std::vector<T> numbers() {
    std::vector<T> list;
    if (!take("[")) expected("[");
    if (take("]")) return list;
    do list.push_back(number<T>());
    while (take_symbol(","));
    if (!take("]")) expected("]");
    return list;
  }

  std::string_view rest_;
};

struct DefaultText {
  std::string operator()(None) const { return "None"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(bool value) const { return value ? "True" : "False"; }
  std::string operator()(Dtype value) const { return std::string(name_of(value)); }
  std::string operator()(double value) const {
    if (!std::isfinite(value)) fail(kOp, "a NaN or infinity cannot be written as a default");
    std::array<char, 32> buffer;
    const std::to_chars_result result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    std::string text(buffer.data(), result.ptr);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }
  std::string operator()(const std::string& value) const {
    if (value.find_first_of("\"\\") != std::string::npos)
      fail(kOp, "a string with a quote or a backslash cannot be written as a default");
    return '"' + value + '"';
  }
  std::string operator()(const Tensor&) const {
    fail(kOp, "a tensor cannot be written as a default");
  }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string text = "[";
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) text += ", ";
      text += (*this)(list[i]);
    }
    return text + "]";
  }
};

}  // namespace

Schema parse_schema(std::string_view text) {
  return Parser(text).schema();
}

std::string to_text(const Type& type) {
  std::string text(kKindNames[static_cast<std::size_t>(type.kind)]);
  if (type.list) text += "[]";
  if (type.optional) text += '?';
  return text;
}

std::string to_text(const Schema& schema) {
  std::string text = schema.name + "(";
  for (std::size_t i = 0; i < schema.parameters.size(); ++i) {
    const Parameter& parameter = schema.parameters[i];
    if (i > 0) text += ", ";
    text += to_text(parameter.type) + " " + parameter.name;
    if (parameter.has_default) text += "=" + std::visit(DefaultText{}, parameter.default_value);
  }
  text += ") -> ";
  const bool several = schema.returns.size() > 1;
  if (several) text += '(';
  for (std::size_t i = 0; i < schema.returns.size(); ++i) {
    if (i > 0) text += ", ";
    text += to_text(schema.returns[i]);
  }
  if (several) text += ')';
  return text;
}

}  // namespace tw
