#include <string_view>

#include "plan/new_spec_texts.h"
#include "plan/plan.h"

namespace wright {
namespace {

constexpr std::string_view kNamePlaceholder = "new_name";
constexpr std::string_view kLibraryPlaceholder = "new_library";

// Names that C++ or CMake keep for themselves.
const char* const kTaken =
    " alignas alignof and and_eq asm auto bitand bitor bool break "
    " case catch char char16_t char32_t char8_t class co_await co_return co_yield "
    " compl concept const const_cast consteval constexpr constinit continue decltype default "
    " delete do double dynamic_cast else enum explicit export extern false "
    " float for friend goto if inline int long mutable namespace "
    " new noexcept not not_eq nullptr operator or or_eq private protected "
    " public register reinterpret_cast requires return short signed sizeof static static_assert "
    " static_cast struct switch template this thread_local throw true try typedef "
    " typeid typename union unsigned using virtual void volatile wchar_t while "
    " xor xor_eq all assert clean depend errno help host install "
    " linux main package signal std test tests unix visible_tests wright ";

bool is_taken(const std::string& name);
std::string with_names(std::string_view text, const std::string& name, const std::string& library);

}  // namespace

std::map<std::string, std::string> new_spec_files(const std::string& name) {
  const std::string library = is_taken(name) ? name + "_library" : name;
  std::map<std::string, std::string> files;
  for (const auto& [path, text] : new_spec_texts())
    files[with_names(path, name, library)] = with_names(text, name, library);
  return files;
}

namespace {

bool is_taken(const std::string& name) {
  return std::string_view(kTaken).find(" " + name + " ") != std::string_view::npos;
}

// In one pass, because a name may itself hold a placeholder.
std::string with_names(std::string_view text, const std::string& name, const std::string& library) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with(kNamePlaceholder)) {
      result += name;
      i += kNamePlaceholder.size();
    } else if (rest.starts_with(kLibraryPlaceholder)) {
      result += library;
      i += kLibraryPlaceholder.size();
    } else {
      result += text[i++];
    }
  }
  return result;
}

}  // namespace
}  // namespace wright
