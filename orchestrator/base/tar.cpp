#include "base/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameBytes = 100;
constexpr std::size_t kPrefixBytes = 155;
constexpr std::size_t kChecksumAt = 148;
constexpr std::size_t kChecksumBytes = 8;

struct Field {
  std::size_t at;
  std::size_t bytes;
};
constexpr Field kName{0, kNameBytes};
constexpr Field kMode{100, 8};
constexpr Field kSize{124, 12};
constexpr Field kType{156, 1};
constexpr Field kMagic{257, 6};
constexpr Field kPrefix{345, kPrefixBytes};

struct Entry {
  std::string path;
  char type = '0';
  std::size_t bytes = 0;
  bool executable = false;
};

Result<std::string> header_of(const std::string& path, const TarFile& file);
Result<Entry> read_header(std::string_view header);
Result<void> check_path(const std::string& path, const TarLimits& limits);
std::size_t checksum(std::string_view header);
std::string text_of(std::string_view header, Field field);
Result<std::size_t> number_of(std::string_view header, Field field);
Error refused(const std::string& why);

std::size_t padded(std::size_t bytes) {
  return (bytes + kBlock - 1) / kBlock * kBlock;
}

}  // namespace

Result<std::string> write_tar(const TarFiles& files) {
  std::string archive;
  for (const auto& [path, file] : files) {
    archive += TRY(header_of(path, file));
    archive += file.bytes;
    archive.resize(padded(archive.size()), '\0');
  }
  archive.append(2 * kBlock, '\0');
  return archive;
}

Result<TarFiles> read_tar(std::string_view archive, const TarLimits& limits) {
  TarFiles files;
  while (archive.size() >= kBlock && archive.find_first_not_of('\0') != std::string_view::npos) {
    Entry entry = TRY(read_header(archive.substr(0, kBlock)));
    archive.remove_prefix(kBlock);
    TRY(check_path(entry.path, limits));
    const bool is_directory = entry.type == '5';
    if (!is_directory && entry.type != '0') {
      return refused(fmt::format("{} is no plain file", escape_for_terminal(entry.path)));
    }
    if (entry.bytes > archive.size()) {
      return refused(fmt::format("{} is cut off", escape_for_terminal(entry.path)));
    }
    if (is_directory) continue;
    TarFile file{std::string(archive.substr(0, entry.bytes)), entry.executable};
    archive.remove_prefix(std::min(archive.size(), padded(entry.bytes)));
    if (!files.emplace(entry.path, std::move(file)).second) {
      return refused(fmt::format("{} is there twice", escape_for_terminal(entry.path)));
    }
    if (files.size() > limits.files_max) {
      return refused(fmt::format("it has more than {} files", limits.files_max));
    }
  }
  const bool has_end = archive.size() >= kBlock;
  if (!has_end || archive.find_first_not_of('\0') != std::string_view::npos) {
    return refused("its end is cut off");
  }
  return files;
}

namespace {

// A long path is divided at a '/' into prefix and name.
Result<std::string> header_of(const std::string& path, const TarFile& file) {
  std::size_t slash = 0;
  if (path.size() > kNameBytes) {
    slash = path.find('/', path.size() - kNameBytes - 1);
    if (slash == std::string::npos || slash > kPrefixBytes) {
      return Error{ErrorKind::io, fmt::format("{}: too long a path for an archive", path)};
    }
  }
  const std::string name = slash == 0 ? path : path.substr(slash + 1);
  std::string header(kBlock, '\0');
  const auto put = [&](std::size_t at, const std::string& text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(kName.at, name);
  put(kMode.at, file.executable ? "0000755" : "0000644");
  put(108, "0000000");  // Owner and group.
  put(116, "0000000");
  put(kSize.at, fmt::format("{:011o}", file.bytes.size()));
  put(136, "00000000000");  // Time.
  put(kChecksumAt, std::string(kChecksumBytes, ' '));
  put(kType.at, "0");
  put(kMagic.at, "ustar");
  put(kMagic.at + kMagic.bytes, "00");
  put(kPrefix.at, path.substr(0, slash));
  put(kChecksumAt, fmt::format("{:06o}", checksum(header)));
  header[kChecksumAt + 6] = '\0';
  return header;
}

Result<Entry> read_header(std::string_view header) {
  const std::size_t sum = TRY(number_of(header, {kChecksumAt, kChecksumBytes}));
  if (text_of(header, kMagic).rfind("ustar", 0) != 0 || sum != checksum(header)) {
    return refused("it has a header that is no tar header, or was altered");
  }
  Entry entry;
  const std::string prefix = text_of(header, kPrefix);
  entry.path = prefix.empty() ? text_of(header, kName) : prefix + "/" + text_of(header, kName);
  entry.type = header[kType.at] == '\0' ? '0' : header[kType.at];
  entry.bytes = TRY(number_of(header, kSize));
  const std::size_t mode = TRY(number_of(header, kMode));
  entry.executable = (mode & 0100U) != 0;
  return entry;
}

Result<void> check_path(const std::string& path, const TarLimits& limits) {
  const auto is_odd = [](char c) { return c < '!' || c > '~' || c == '\\'; };
  const std::string bound = "/" + path + (path.empty() || path.back() != '/' ? "/" : "");
  const bool is_plain =
      !path.empty() && path.size() <= limits.path_bytes_max &&
      std::none_of(path.begin(), path.end(), is_odd) && bound.find("//") == std::string::npos &&
      bound.find("/./") == std::string::npos && bound.find("/../") == std::string::npos;
  if (is_plain) return {};
  return refused(fmt::format("the path \"{}\" is none that an archive of ours has",
                             escape_for_terminal(head_and_tail(path, 100))));
}

// The sum of all bytes, its own field counted as spaces.
std::size_t checksum(std::string_view header) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const bool is_own = i >= kChecksumAt && i < kChecksumAt + kChecksumBytes;
    sum += is_own ? static_cast<std::size_t>(' ') : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

std::string text_of(std::string_view header, Field field) {
  const std::string_view text = header.substr(field.at, field.bytes);
  return std::string(text.substr(0, text.find('\0')));
}

Result<std::size_t> number_of(std::string_view header, Field field) {
  constexpr int kOctal = 8;
  const std::string word(trim(text_of(header, field)));
  std::size_t number = 0;
  const auto [end, failed] =
      std::from_chars(word.data(), word.data() + word.size(), number, kOctal);
  if (failed == std::errc() && end == word.data() + word.size()) return number;
  return refused("it has a header with a number that is none");
}

Error refused(const std::string& why) {
  return Error{ErrorKind::usage, "the archive: " + why};
}

}  // namespace
}  // namespace wright
