#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "contract.h"

namespace wright {
namespace {

struct Body {
  const KernelSource& source;
  const DeviceFunction& function;

  [[nodiscard]] bool has(const std::set<std::string>& words) const;
  [[nodiscard]] bool has_mark(std::string_view mark) const;
};

const std::set<std::string> kAtomics{"atomicAdd", "atomicSub", "atomicExch", "atomicMin",
                                     "atomicMax", "atomicInc", "atomicDec",  "atomicCAS",
                                     "atomicAnd", "atomicOr",  "atomicXor"};

void check_word(const Body& body, std::size_t at, const Plan& plan, std::vector<Finding>& findings);
void check_order(const Body& body, std::vector<Finding>& findings);
void check_bounds(const Body& body, std::vector<Finding>& findings);
bool is_allocation(const Body& body, std::size_t at);
bool waits_for_others(const Body& body, std::size_t at);
bool may_be_fast(const Body& body, const Plan& plan);

}  // namespace

void check_bodies(const KernelSource& source, const Plan& plan, std::vector<Finding>& findings) {
  for (const DeviceFunction& function : source.functions) {
    const Body body{source, function};
    int dynamic = 0;
    for (std::size_t at = function.begin; at < function.end; ++at) {
      if (source.plain.tokens[at].kind != CppKind::identifier) continue;
      check_word(body, at, plan, findings);
      if (!source.plain.is_word(at, "TW_DYN_SHARED") || ++dynamic < 2) continue;
      findings.push_back(breach(source, 3, source.plain.tokens[at].line,
                                "TW_DYN_SHARED stands once in a kernel: cut one buffer in parts"));
    }
    check_order(body, findings);
    check_bounds(body, findings);
  }
}

namespace {

bool Body::has(const std::set<std::string>& words) const {
  for (std::size_t at = function.begin; at < function.end; ++at) {
    const CppToken& token = source.plain.tokens[at];
    if (token.kind == CppKind::identifier && words.count(token.text) > 0) return true;
  }
  return false;
}

bool Body::has_mark(std::string_view mark) const {
  for (std::size_t at = function.begin; at < function.end; ++at) {
    if (source.plain.is_mark(at, mark) && !source.plain.frozen[at]) return true;
  }
  return false;
}

void check_word(const Body& body, std::size_t at, const Plan& plan,
                std::vector<Finding>& findings) {
  static const std::set<std::string> kContainers{
      "vector", "string", "map",   "set",      "unordered_map", "unordered_set",
      "deque",  "list",   "queue", "function", "shared_ptr",    "unique_ptr"};
  static const std::set<std::string> kFast{"__expf",   "__exp10f", "__logf",     "__log2f",
                                           "__log10f", "__sinf",   "__cosf",     "__sincosf",
                                           "__tanf",   "__powf",   "__fdividef", "__tanhf"};
  const PlainCode& code = body.source.plain;
  const CppToken& token = code.tokens[at];
  const auto add = [&](int rule, const std::string& what) {
    findings.push_back(breach(body.source, rule, token.line, what));
  };
  const bool is_of_std = at >= 2 && code.is_mark(at - 1, "::") && code.is_word(at - 2, "std");
  if (is_of_std && kContainers.count(token.text) > 0) {
    add(1, fmt::format("std::{} in code of the device", token.text));
  }
  const bool is_constant = code.is_word(at + 1, "constexpr") || code.is_word(at + 1, "const");
  if (token.text == "static" && !is_constant) {
    add(4, "a static of a function: use TW_DEVICE_VAR, or a constexpr");
  }
  if (waits_for_others(body, at)) {
    add(8, "a loop waits for another thread: blocks may run one after the other");
  }
  if (is_allocation(body, at)) {
    add(11, fmt::format("{} in code of the device: memory comes from the host", token.text));
  }
  if (kFast.count(token.text) > 0 && !may_be_fast(body, plan)) {
    add(13,
        fmt::format("{} is less exact than its plain form: fast_math does not name {}", token.text,
                    std::filesystem::path(body.source.path).stem().generic_string()));
  }
}

// A counter behind a fence is how the last block is found: right on hardware, and nothing that
// the emulator can tell from a race.
void check_order(const Body& body, std::vector<Finding>& findings) {
  if (!body.has({"__threadfence", "__threadfence_system"}) || !body.has(kAtomics)) return;
  Finding note = breach(body.source, 8, body.function.line,
                        fmt::format("{} has a fence and an atomic counter: blocks do not speak to "
                                    "each other in a launch, so use a second one",
                                    body.function.name));
  note.severity = Severity::note;
  findings.push_back(note);
}

// Blocks are of one size, so some thread of the last one has nothing to do.
void check_bounds(const Body& body, std::vector<Finding>& findings) {
  static const std::set<std::string> kBounds{"if", "for", "while", "min", "max", "fminf", "switch"};
  const bool computes_index = body.has({"blockIdx"}) && body.has({"threadIdx"});
  if (!body.function.is_kernel || !computes_index || !body.has_mark("[")) return;
  const bool compares = body.has_mark("<") || body.has_mark(">") || body.has_mark("<=") ||
                        body.has_mark(">=") || body.has_mark("?") || body.has_mark("==");
  if (compares || body.has(kBounds)) return;
  findings.push_back(breach(body.source, 10, body.function.line,
                            fmt::format("{} uses an index of blockIdx and threadIdx and never "
                                        "looks whether it is in bounds",
                                        body.function.name)));
}

// `while (... atomicCAS(...) ...)` and the like.
bool waits_for_others(const Body& body, std::size_t at) {
  const PlainCode& code = body.source.plain;
  if (!code.is_word(at, "while") || !code.is_mark(at + 1, "(")) return false;
  const std::size_t end = std::min(code.closing_bracket(at + 1), body.function.end);
  for (std::size_t in = at + 2; in < end; ++in) {
    const CppToken& token = code.tokens[in];
    const bool asks = kAtomics.count(token.text) > 0 || token.text == "volatile";
    if (asks && token.kind == CppKind::identifier) return true;
  }
  return false;
}

bool is_allocation(const Body& body, std::size_t at) {
  const PlainCode& code = body.source.plain;
  const std::string& name = code.tokens[at].text;
  if (name == "new" || name == "delete") return !code.is_word(at - 1, "operator");
  const bool is_call = code.is_mark(at + 1, "(");
  const bool is_member = code.is_mark(at - 1, ".") || code.is_mark(at - 1, "->");
  return (name == "malloc" || name == "free") && is_call && !is_member;
}

// The file's name is the op's, mostly.
bool may_be_fast(const Body& body, const Plan& plan) {
  return plan.fast_math.count(body.function.name) > 0 ||
         plan.fast_math.count(std::filesystem::path(body.source.path).stem().string()) > 0;
}

}  // namespace
}  // namespace wright
