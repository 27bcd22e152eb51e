#include "forged_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "builder/diagnostics.h"
#include "cpp/cpp_files.h"
#include "cpp/cpp_tokens.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSourceBytesMax = 4 << 20;
constexpr std::size_t kForgedMax = 40;

bool is_read(const fs::path& path);
std::string forged(const CppToken& token);

}  // namespace

Result<std::vector<Finding>> find_forged_names(const CheckRequest& request) {
  std::vector<Finding> findings;
  for (const std::string& path : TRY(list_files(request.tree))) {
    std::error_code failed;
    const bool is_scaffold = fs::exists(request.spec / "scaffold" / path, failed);
    if (!is_read(path)) continue;
    const std::string text = TRY(read_file(request.tree / path, kSourceBytesMax));
    if (is_scaffold && text == TRY(read_file(request.spec / "scaffold" / path))) continue;
    for (Finding& finding : forged_names_in(path, text)) findings.push_back(std::move(finding));
    if (findings.size() >= kForgedMax) break;
  }
  return findings;
}

std::vector<Finding> forged_names_in(const std::string& path, std::string_view text) {
  std::vector<Finding> findings;
  for (const CppToken& token : code_of(cpp_tokens(text))) {
    const std::string name = forged(token);
    if (name.empty()) continue;
    findings.push_back(
        located("cuda_emulated.forged", "/src/" + path, token.line,
                name + " belongs to the emulator: a candidate does not speak to it"));
  }
  return findings;
}

namespace {

bool is_read(const fs::path& path) {
  return is_cpp_file(path) || path.extension() == ".cu" || path.extension() == ".cuh";
}

// Names of its variables and functions, of the compiler's calls that it answers, of what would hide
// a function from them, and their mangled forms in strings.
std::string forged(const CppToken& token) {
  const auto begins = [&](const char* with) { return token.text.rfind(with, 0) == 0; };
  const auto has = [&](const char* part) { return token.text.find(part) != std::string::npos; };
  if (token.kind == CppKind::string) {
    return has("EMU_") || has("3emu") || has("__tsan_") || has("no_sanitize") ? token.text : "";
  }
  if (token.kind == CppKind::header) {
    const bool is_ours = has("<emu/") || has("\"emu/") || has("candidate/from_device") ||
                         has("core/report") || has("runtime/launch") || has("check/memory");
    return is_ours ? token.text : "";
  }
  if (token.kind != CppKind::identifier) return "";
  const bool is_name = token.text == "emu" || begins("EMU_") || begins("__tsan_") ||
                       begins("__asan_") || begins("no_sanitize") || begins("__no_sanitize") ||
                       begins("__SANITIZE_");
  return is_name ? token.text : "";
}

}  // namespace
}  // namespace wright
