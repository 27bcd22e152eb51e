#include <charconv>
#include <string>
#include <string_view>

#include "core/settings.h"
#include "emu/barrier.h"

namespace emu {
namespace {

struct Place {
  std::string_view file;  // The end of its path, whole names.
  int line = 0;           // 0: nothing is left out.
};

Place place_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  Place place;
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
  static const Place place = place_of(settings().left_out);
  return line == place.line && ends_with_path(file, place.file);
}

}  // namespace emu
