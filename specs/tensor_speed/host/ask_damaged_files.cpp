// Files that somebody wrote by hand, or that were damaged.  <hh> in a header stands for a byte in
// hexadecimal; results are the names of the tensors, joined by commas, where nothing else is said.
//
//   read_text(header, x)               a file with this header and the bytes of x
//   read_text_tensor(header, x, name)  a tensor of it
//   read_text_metadata(header, key)    a text of its metadata
//   read_stated(n, header, x)          the same with n as the length of the header
//   read_cut(file, n)                  its first n bytes
//   read_nested(n)                     n brackets in each other where a tensor belongs
//   read_padded(n)                     no tensors, and a header of n bytes
//   written_as(name, key, text)        a file of f32[1]{1} by this name, with metadata, all with
//   <hh> cuts_taken(file)                   how many of its beginnings are not refused
//   damage_escapes(file)               how many damaged forms of it are neither read nor refused
#include "asked.h"
#include "bytes.h"
#include "tw/error.h"

namespace {

// A header with <hh> replaced by bytes.
std::string spelled(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '<') {
      bytes += text[i];
      continue;
    }
    bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
    i += 3;
  }
  return bytes;
}

tw::TensorFile parsed_text(const std::string& text, const Bytes& elements) {
  const std::string bytes = spelled(text);
  return tw::from_safetensors(file_of(bytes.size(), bytes, elements));
}

Value read_text(const Args& args) {
  return names_of(parsed_text(text(args, 0), bytes_of_elements(tensor(args, 1))).tensors);
}

Value read_text_tensor(const Args& args) {
  const auto file = parsed_text(text(args, 0), bytes_of_elements(tensor(args, 1)));
  return entry(file.tensors, text(args, 2));
}

Value read_text_metadata(const Args& args) {
  return entry(parsed_text(text(args, 0), {}).metadata, text(args, 1));
}

Value read_stated(const Args& args) {
  const auto length = static_cast<std::uint64_t>(integer(args, 0));
  const Bytes elements = bytes_of_elements(tensor(args, 2));
  return names_of(tw::from_safetensors(file_of(length, text(args, 1), elements)).tensors);
}

Value read_cut(const Args& args) {
  Bytes file = bytes_of_elements(tensor(args, 0));
  file.resize(static_cast<std::size_t>(integer(args, 1)));
  return names_of(tw::from_safetensors(file).tensors);
}

Value read_nested(const Args& args) {
  const auto depth = static_cast<std::size_t>(integer(args, 0));
  const std::string text = "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  return names_of(parsed_text(text, {}).tensors);
}

Value read_padded(const Args& args) {
  const auto length = static_cast<std::uint64_t>(integer(args, 0));
  Bytes file = file_of(length, "{}", {});
  file.resize(8 + static_cast<std::size_t>(length), static_cast<std::byte>(' '));
  return names_of(tw::from_safetensors(file).tensors);
}

Value written_as(const Args& args) {
  tw::TensorFile file;
  file.tensors.emplace(spelled(text(args, 0)), tw::full({1}, 1));
  file.metadata.emplace(spelled(text(args, 1)), spelled(text(args, 2)));
  return tensor_of_bytes(tw::to_safetensors(file));
}

enum class Outcome { taken, refused, wrong };

Outcome outcome(const Bytes& file) {
  try {
    static_cast<void>(tw::from_safetensors(file));
    return Outcome::taken;
  } catch (const tw::Error& error) {
    return std::string(error.what()).rfind("[safetensors] ", 0) == 0 ? Outcome::refused
                                                                     : Outcome::wrong;
  } catch (...) {
    return Outcome::wrong;
  }
}

Value cuts_taken(const Args& args) {
  const Bytes file = bytes_of_elements(tensor(args, 0));
  std::int64_t count = 0;
  for (std::size_t n = 0; n < file.size(); ++n) {
    const Bytes beginning(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(n));
    if (outcome(beginning) != Outcome::refused) ++count;
  }
  return count;
}

// Each byte of length and header becomes each of some others, is left out, and is doubled.
Value damage_escapes(const Args& args) {
  const Bytes file = bytes_of_elements(tensor(args, 0));
  const std::size_t end = 8 + header(file).size();
  std::int64_t count = 0;
  for (std::size_t i = 0; i < end; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    for (const char c : std::string("\0\x01\xff\x80 09-.eE\"\\{}[]:,u", 20)) {
      Bytes damaged = file;
      damaged[i] = static_cast<std::byte>(c);
      if (outcome(damaged) == Outcome::wrong) ++count;
    }
    Bytes shorter = file;
    shorter.erase(shorter.begin() + at);
    Bytes longer = file;
    longer.insert(longer.begin() + at, file[i]);
    if (outcome(shorter) == Outcome::wrong || outcome(longer) == Outcome::wrong) ++count;
  }
  return count;
}

const Asks kAsks{
    {"read_text", read_text},
    {"read_text_tensor", read_text_tensor},
    {"read_text_metadata", read_text_metadata},
    {"read_stated", read_stated},
    {"read_cut", read_cut},
    {"read_nested", read_nested},
    {"read_padded", read_padded},
    {"written_as", written_as},
    {"cuts_taken", cuts_taken},
    {"damage_escapes", damage_escapes},
};

}  // namespace
