// What goes between whoever asked for a sandbox and the init in it, over a channel that
// keeps message borders and that no command has.
//
//   -> init   Accompany, to start: words, stdin and stdout beside it
//   -> init   Accompany, to kill: nothing beside it
//   <- init   Accompanied, once for each that was to start
//
// The words are those of base/command_words.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wright {

constexpr std::uint32_t kAccompanyMagic = 0x77726131;
constexpr std::uint32_t kAccompaniedMagic = 0x77726132;

constexpr std::uint32_t kCompanionsMax = 16;  // At once.
constexpr std::size_t kCompanionDescriptors = 3;

struct Accompany {
  enum class Verb : std::uint32_t { start, kill };
  std::uint32_t magic = kAccompanyMagic;
  std::uint32_t id = 0;
  Verb verb = Verb::start;
  std::uint32_t variables = 0;
};

struct Accompanied {
  std::uint32_t magic = kAccompaniedMagic;
  std::uint32_t id = 0;
  std::int32_t start_errno = 0;  // It could not be started at all.
  std::int32_t signal = 0;
  std::int32_t exit_code = 0;
};

}  // namespace wright
