#include "cubin.h"

#include <elf.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace wright {
namespace {

constexpr std::string_view kFacts = ".nv.info.";
constexpr std::uint8_t kHasSize = 4;     // The form of a fact; else its value is two bytes.
constexpr std::uint8_t kMaxThreads = 5;  // A block's largest x, y and z.

template <class T>
std::optional<T> at(std::string_view bytes, std::uint64_t offset);
std::string_view part(std::string_view bytes, std::uint64_t offset, std::uint64_t size);
std::string_view name_in(std::string_view names, std::uint64_t offset);
int threads_max(std::string_view facts);

}  // namespace

Result<std::map<std::string, int>> kernels_of_cubin(std::string_view bytes) {
  const auto header = at<Elf64_Ehdr>(bytes, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_shentsize != sizeof(Elf64_Shdr)) {
    return Error{ErrorKind::protocol, "nvcc wrote no cubin that can be read"};
  }
  const auto section = [&](std::uint64_t index) {
    return at<Elf64_Shdr>(bytes, header->e_shoff + index * sizeof(Elf64_Shdr));
  };
  const auto named = section(header->e_shstrndx);
  if (!named) return Error{ErrorKind::protocol, "a cubin without names of its sections"};
  const std::string_view names = part(bytes, named->sh_offset, named->sh_size);
  std::map<std::string, int> kernels;
  for (std::uint64_t index = 0; index < header->e_shnum; ++index) {
    const auto one = section(index);
    if (!one) return Error{ErrorKind::protocol, "a cubin that was cut off"};
    const std::string_view name = name_in(names, one->sh_name);
    if (name.substr(0, kFacts.size()) != kFacts) continue;
    kernels[std::string(name.substr(kFacts.size()))] =
        threads_max(part(bytes, one->sh_offset, one->sh_size));
  }
  return kernels;
}

namespace {

template <class T>
std::optional<T> at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::string_view part(std::string_view bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset > bytes.size()) return {};
  return bytes.substr(offset, size);
}

std::string_view name_in(std::string_view names, std::uint64_t offset) {
  if (offset >= names.size()) return {};
  return names.substr(offset, names.find('\0', offset) - offset);
}

// Facts stand one behind the other: a form, a kind, and a value or a size and that many bytes.
int threads_max(std::string_view facts) {
  for (std::uint64_t here = 0; here + 4 <= facts.size();) {
    const auto form = static_cast<std::uint8_t>(facts[here]);
    const auto kind = static_cast<std::uint8_t>(facts[here + 1]);
    const std::uint16_t size = at<std::uint16_t>(facts, here + 2).value_or(0);
    here += 4;
    if (form != kHasSize) continue;
    if (kind == kMaxThreads) {
      const auto sides = at<std::array<std::uint32_t, 3>>(facts, here);
      if (!sides) return 0;
      const std::uint64_t threads = std::uint64_t{(*sides)[0]} * (*sides)[1] * (*sides)[2];
      return threads > 1024 ? 1024 : static_cast<int>(threads);
    }
    here += size;
  }
  return 0;
}

}  // namespace
}  // namespace wright
