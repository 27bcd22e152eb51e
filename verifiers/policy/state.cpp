#include <fmt/format.h>

#include <algorithm>

#include "policy.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

enum class Scope { space, type, block };

// Walks declarations and looks at those of variables that live on.
class Walk {
 public:
  Walk(const Source& source, Code code) : source_(source), code_(std::move(code)) {}
  Findings run();

 private:
  [[nodiscard]] Scope scope() const { return scopes_.empty() ? Scope::space : scopes_.back(); }
  [[nodiscard]] bool has(const std::string& word, std::size_t end) const;
  void open(std::size_t& at);
  void look_at(std::size_t end);

  const Source& source_;
  Code code_;
  std::vector<Scope> scopes_;
  std::size_t begin_ = 0;  // Of the current statement.
  Findings findings_;
};

bool declares_no_variable(const std::string& first);
bool makes_device_variable(const std::string& first);
bool is_function(const Code& declared);
bool never_changes(const Code& declared);
Code declarator(const Code& code, std::size_t begin, std::size_t end);

}  // namespace

Findings check_state(const Source& source) {
  return Walk(source, without_directives(source.code)).run();
}

namespace {

Findings Walk::run() {
  for (std::size_t at = 0; at < code_.size(); ++at) {
    const std::string text = code_[at].kind == CppKind::mark ? code_[at].text : "";
    if (code_[at].text == "mutable" && scope() == Scope::type) look_at(at + 1);
    if (text == "{") {
      open(at);
    } else if (text == "}") {
      if (!scopes_.empty()) scopes_.pop_back();
      begin_ = at + 1;
    } else if (text == ";") {
      look_at(at);
      begin_ = at + 1;
    }
  }
  return std::move(findings_);
}

// A brace that holds values, or the body of a lambda that is one, belongs to
// the statement; any other opens a scope.
void Walk::open(std::size_t& at) {
  const bool is_type = (has("class", at) || has("struct", at) || has("union", at)) && !has("(", at);
  const bool is_space = has("namespace", at) || (has("extern", at) && !has("(", at));
  const bool holds_values = has("=", at) || has("enum", at) || !has("(", at);
  if (!is_type && !is_space && scope() != Scope::block && holds_values) {
    at = closing(code_, at);
    return;
  }
  const bool is_static = has("static", at) || has("thread_local", at);
  if (scope() == Scope::block && is_static && holds_values) {
    at = closing(code_, at);
    return;
  }
  scopes_.push_back(is_space ? Scope::space : is_type ? Scope::type : Scope::block);
  begin_ = at + 1;
}

// Outside of parentheses and template arguments.
bool Walk::has(const std::string& word, std::size_t end) const {
  int depth = 0;
  for (std::size_t at = begin_; at < end; ++at) {
    const std::string& text = code_[at].text;
    if (depth == 0 && text == word) return true;
    if (text == "(" || (text == "<" && at > begin_)) ++depth;
    if ((text == ")" || text == ">") && depth > 0) --depth;
  }
  return false;
}

void Walk::look_at(std::size_t end) {
  if (begin_ >= end || declares_no_variable(code_[begin_].text)) return;
  const bool lives_on = has("static", end) || has("thread_local", end) || has("mutable", end);
  if (scope() != Scope::space && !lives_on) return;
  const Code declared = declarator(code_, begin_, end);
  const bool is_of_device = makes_device_variable(code_[begin_].text) && end >= begin_ + 3;
  if (!is_of_device && (is_function(declared) || never_changes(declared))) return;
  const std::string name = is_of_device       ? code_[end - 2].text
                           : declared.empty() ? code_[begin_].text
                                              : declared.back().text;
  findings_.push_back(fault("hygiene.state", source_.path, code_[begin_].line,
                            fmt::format("{} outlives a call: this file is to compute from its "
                                        "arguments alone",
                                        name)));
}

bool declares_no_variable(const std::string& first) {
  static const std::set<std::string> kOthers{"using",  "typedef",       "template", "class",
                                             "struct", "static_assert", "union",    "enum",
                                             "friend", "namespace",     "return",   "public"};
  return kOthers.count(first) > 0;
}

// The macros of tw/cuda.h, `TW_DEVICE_VAR(int, name)`: the host writes the second one's too.
bool makes_device_variable(const std::string& first) {
  return first == "TW_DEVICE_VAR" || first == "TW_CONSTANT";
}

// The tokens before an initializer.
Code declarator(const Code& code, std::size_t begin, std::size_t end) {
  Code declared;
  for (std::size_t at = begin; at < end; ++at) {
    const bool begins_value = code[at].text == "=" || code[at].text == "{";
    if (begins_value && code[at].kind == CppKind::mark) break;
    declared.push_back(code[at]);
  }
  return declared;
}

// `T name(...)`, but not `T name(5)`.
bool is_function(const Code& declared) {
  int angle = 0;
  for (std::size_t at = 0; at + 1 < declared.size(); ++at) {
    const std::string& text = declared[at].text;
    angle += text == "<" ? 1 : text == ">" ? -1 : 0;
    if (text != "(" || angle > 0) continue;
    return declared[at + 1].kind != CppKind::number && declared[at + 1].kind != CppKind::string;
  }
  return false;
}

// A constant all the way: neither what is named nor what it points at changes.
bool never_changes(const Code& declared) {
  static const std::set<std::string> kPointers{"unique_ptr", "shared_ptr", "span",
                                               "reference_wrapper"};
  bool is_const = false;
  bool points_at_const = true;
  int angle = 0;
  for (std::size_t at = 0; at < declared.size(); ++at) {
    const std::string& text = declared[at].text;
    if (text == "constexpr") return true;
    if (text == "mutable") return false;
    angle += text == "<" ? 1 : text == ">" ? -1 : 0;
    if (text == "const" && angle == 0) is_const = true;
    if (kPointers.count(text) > 0 && at + 2 < declared.size()) {
      points_at_const = points_at_const && declared[at + 2].text == "const";
    }
    if ((text != "*" && text != "&") || angle > 0) continue;
    points_at_const = points_at_const && is_const;
    is_const = text == "&" && is_const;
  }
  return is_const && points_at_const;
}

}  // namespace
}  // namespace wright
