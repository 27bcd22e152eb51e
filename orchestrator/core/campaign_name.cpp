#include "core/campaign_name.h"

namespace wright {

constexpr std::size_t kNameBytesMax = 128;

bool is_campaign_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

}  // namespace wright
