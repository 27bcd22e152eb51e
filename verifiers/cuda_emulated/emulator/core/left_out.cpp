#include <charconv>
#include <string>
#include <string_view>

#include "core/settings.h"
#include "emu/barrier.h"

namespace emu {
namespace {

struct OmittedLine {
  std::string_view file;  // The end of its path, whole names.
  int line = 0;           // 0: nothing is left out.
};

OmittedLine omitted_line(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  OmittedLine place;
  if (colon == text.npos) return place;
  place.file = text.substr(0, colon);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), place.line);
  return place;
}

bool ends_with_path(std::string_view path, std::string_view end) {
  if (path.size() < end.size() || path.substr(path.size() - end.size()) != end) return false;
  return path.size() == end.size() || path[path.size() - end.size() - 1] == '/';
}

}  // namespace

bool is_left_out(const char* file, int line) {
  static const OmittedLine place = omitted_line(settings().left_out);
  return line == place.line && ends_with_path(file, place.file);
}

}  // namespace emu
