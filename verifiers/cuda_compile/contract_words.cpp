#include <fmt/format.h>

#include <array>
#include <map>
#include <string_view>

#include "contract.h"

namespace wright {
namespace {

struct Word {
  int rule = 0;
  std::string_view remedy;
};

const std::map<std::string, Word>& words();
void check_prefixes(const KernelSource& source, const CppToken& token,
                    std::vector<Finding>& findings);
void check_launch(const KernelSource& source, std::size_t at, std::vector<Finding>& findings);
void check_macro(const KernelSource& source, const CppToken& token, std::vector<Finding>& findings);
bool is_mark(const std::vector<CppToken>& code, std::size_t at, std::string_view text);
bool is_word(const std::vector<CppToken>& code, std::size_t at, std::string_view text);
bool declares_dynamic_shared(const std::vector<CppToken>& code, std::size_t at);
bool drops_status(const std::vector<CppToken>& code, std::size_t at);

}  // namespace

void check_words(const KernelSource& source, std::vector<Finding>& findings) {
  const std::vector<CppToken>& code = source.code;
  for (std::size_t at = 0; at < code.size(); ++at) {
    check_launch(source, at, findings);
    if (code[at].kind != CppKind::identifier) continue;
    const auto word = words().find(code[at].text);
    if (word != words().end()) {
      findings.push_back(breach(source, word->second.rule, code[at].line,
                                fmt::format("{}: {}", code[at].text, word->second.remedy)));
    }
    check_prefixes(source, code[at], findings);
    check_macro(source, code[at], findings);
    if (declares_dynamic_shared(code, at)) {
      findings.push_back(breach(source, 3, code[at].line,
                                "extern __shared__: write TW_DYN_SHARED(T, name), once a kernel"));
    }
  }
  for (const std::size_t variable : source.variables) {
    findings.push_back(breach(source, 4, source.plain.tokens[variable].line,
                              "a variable of the device is written TW_DEVICE_VAR(T, name)"));
  }
}

namespace {

constexpr std::string_view kLaunch =
    "launch with tw::launch(kernel<...>, {grid, block, shared, stream}, arguments...)";
constexpr std::string_view kOneSource = "one source has one behaviour, whoever compiles it";
constexpr std::string_view kShuffle = "it names no mask: use the form that ends in _sync";
constexpr std::string_view kLibrary = "a library that contracts do not know";
constexpr std::string_view kConstant = "a constant of the device is written TW_CONSTANT(T, name)";
constexpr std::string_view kAssembler = "assembler only by the functions of tw/ptx.h";
constexpr std::string_view kNotModelled = "not modelled: do without it";

const std::map<std::string, Word>& words() {
  static const std::map<std::string, Word> kWords{
      {"cooperative_groups", {1, kLibrary}},
      {"cub", {1, kLibrary}},
      {"thrust", {1, kLibrary}},
      {"nvcuda", {1, kLibrary}},
      {"cudaLaunchKernel", {2, kLaunch}},
      {"cudaLaunchKernelEx", {2, kLaunch}},
      {"cudaLaunchKernelExC", {2, kLaunch}},
      {"cudaLaunchCooperativeKernel", {2, kLaunch}},
      {"cuLaunchKernel", {2, kLaunch}},
      {"cuLaunchKernelEx", {2, kLaunch}},
      {"__constant__", {4, kConstant}},
      {"__managed__", {4, kNotModelled}},
      {"thread_local", {4, "nothing of a kernel file outlives a launch unseen"}},
      {"__activemask", {6, "a mask is a full one, or what __ballot_sync gave in converged code"}},
      {"__shfl", {6, kShuffle}},
      {"__shfl_up", {6, kShuffle}},
      {"__shfl_down", {6, kShuffle}},
      {"__shfl_xor", {6, kShuffle}},
      {"__any", {6, kShuffle}},
      {"__all", {6, kShuffle}},
      {"__ballot", {6, kShuffle}},
      {"asm", {11, kAssembler}},
      {"__asm", {11, kAssembler}},
      {"__asm__", {11, kAssembler}},
      {"__cluster_dims__", {11, kNotModelled}},
      {"cudaTextureObject_t", {11, kNotModelled}},
      {"cudaSurfaceObject_t", {11, kNotModelled}},
      {"NV_IF_TARGET", {12, kOneSource}},
      {"NV_IF_ELSE_TARGET", {12, kOneSource}},
      {"NV_DISPATCH_TARGET", {12, kOneSource}},
      {"emu", {12, kOneSource}},
  };
  return kWords;
}

// Names that tell one compiler from another.
void check_prefixes(const KernelSource& source, const CppToken& token,
                    std::vector<Finding>& findings) {
  for (const std::string_view prefix : {"__CUDA", "EMU_", "__EMU", "__NVCC_"}) {
    if (token.text.rfind(prefix, 0) != 0) continue;
    findings.push_back(
        breach(source, 12, token.line, fmt::format("{}: {}", token.text, kOneSource)));
  }
}

// `<<<`, and a status that is thrown away.
void check_launch(const KernelSource& source, std::size_t at, std::vector<Finding>& findings) {
  const std::vector<CppToken>& code = source.code;
  const bool is_triple = is_mark(code, at, "<") && is_mark(code, at + 1, "<") &&
                         is_mark(code, at + 2, "<") && code[at].end == code[at + 1].begin &&
                         code[at + 1].end == code[at + 2].begin;
  if (is_triple) {
    findings.push_back(breach(source, 2, code[at].line, fmt::format("<<<...>>>: {}", kLaunch)));
  }
  if (drops_status(code, at)) {
    findings.push_back(
        breach(source, 2, code[at].line, "the status of a launch is looked at, not thrown away"));
  }
}

// What makes a kernel of a function may not hide in a macro, or no rule would find its body.
void check_macro(const KernelSource& source, const CppToken& token,
                 std::vector<Finding>& findings) {
  const bool hides = token.text == "__global__" || token.text == "__shared__";
  if (!token.in_directive || !hides) return;
  findings.push_back(breach(source, 12, token.line,
                            fmt::format("{} in a macro: write it where it holds", token.text)));
}

// In either order, and with an alignment between.
bool declares_dynamic_shared(const std::vector<CppToken>& code, std::size_t at) {
  if (!is_word(code, at, "extern")) return false;
  for (std::size_t near = at > 0 ? at - 1 : at; near < at + 6; ++near) {
    if (near > at && is_mark(code, near, ";")) return false;
    if (is_word(code, near, "__shared__")) return true;
  }
  return false;
}

// `(void)launch(`, `static_cast<void>(tw::launch(`, `std::ignore = launch(`.
bool drops_status(const std::vector<CppToken>& code, std::size_t at) {
  const bool is_call = is_word(code, at, "launch") && is_mark(code, at + 1, "(");
  if (!is_call) return false;
  std::size_t before = at;
  if (before >= 2 && is_mark(code, before - 1, "::")) before -= 2;
  const auto follows = [&](const std::vector<std::string_view>& texts) {
    if (before < texts.size()) return false;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (code[before - texts.size() + i].text != texts[i]) return false;
    }
    return true;
  };
  return follows({"(", "void", ")"}) || follows({"<", "void", ">", "("}) ||
         follows({"ignore", "="});
}

bool is_mark(const std::vector<CppToken>& code, std::size_t at, std::string_view text) {
  return at < code.size() && code[at].kind == CppKind::mark && code[at].text == text;
}

bool is_word(const std::vector<CppToken>& code, std::size_t at, std::string_view text) {
  return at < code.size() && code[at].kind == CppKind::identifier && code[at].text == text;
}

}  // namespace
}  // namespace wright
