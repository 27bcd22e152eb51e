// Cuts the key out of bytes that pass in pieces, cut anywhere.
#pragma once

#include <string>
#include <string_view>

#include "model/secret.h"

namespace wright {

class KeyFilter {
 public:
  explicit KeyFilter(const Secret& key) : key_(key) {}

  // What can go on; bytes that may be the beginning of the key wait for the next ones.
  [[nodiscard]] std::string pass(std::string_view bytes) {
    std::string text = redacted(held_ + std::string(bytes), key_);
    const std::size_t kept = beginning_at_end(text);
    held_ = text.substr(text.size() - kept);
    text.resize(text.size() - kept);
    return text;
  }
  [[nodiscard]] std::string rest() { return std::move(held_); }

 private:
  [[nodiscard]] std::size_t beginning_at_end(std::string_view text) const {
    const std::string_view key = key_.reveal();
    std::size_t size = key.empty() ? 0 : std::min(key.size() - 1, text.size());
    while (size > 0 && text.substr(text.size() - size) != key.substr(0, size)) --size;
    return size;
  }

  const Secret& key_;
  std::string held_;
};

}  // namespace wright
