// The format safetensors in memory.  Files are u8 tensors here.
//
//   written(name, x, name, y, ...)    a file of these tensors
//   written_with(key, text, name, x)  one with metadata
//   header_of(name, x, ...)           its header, with the padding
//   layout_of(file)                   its header, as HeaderReader::layout shows it
//   elements_of(file)                 what follows the header
//   sound(file)                       whether header, padding and file are as long as they must be
//   read(file, name)                  a tensor of it
//   read_names(file)                  the names of all, joined by commas
//   read_metadata(file, key)          one text of its metadata
//   metadata_names(file)              the keys of it, joined by commas
//   storages_apart(file, a, b)        whether two tensors of it are contiguous and share no storage
#include "asked.h"
#include "bytes.h"
#include "header_reader.h"

namespace {

using tw::Tensor;

tw::TensorFile file_from(const Args& args, std::size_t first) {
  tw::TensorFile file;
  for (std::size_t i = first; i + 1 < args.size(); i += 2)
    file.tensors.insert_or_assign(text(args, i), tensor(args, i + 1));
  return file;
}

tw::TensorFile parsed(const Args& args) {
  return tw::from_safetensors(bytes_of_elements(tensor(args, 0)));
}

Value written(const Args& args) {
  return tensor_of_bytes(tw::to_safetensors(file_from(args, 0)));
}

Value written_with(const Args& args) {
  tw::TensorFile file = file_from(args, 2);
  file.metadata[text(args, 0)] = text(args, 1);
  return tensor_of_bytes(tw::to_safetensors(file));
}

Value header_of(const Args& args) {
  return header(tw::to_safetensors(file_from(args, 0)));
}

Value layout_of(const Args& args) {
  return HeaderReader(header(bytes_of_elements(tensor(args, 0)))).layout();
}

Value elements_of(const Args& args) {
  const Bytes file = bytes_of_elements(tensor(args, 0));
  const auto start = static_cast<std::ptrdiff_t>(8 + header(file).size());
  return tensor_of_bytes(Bytes(file.begin() + start, file.end()));
}

Value sound(const Args& args) {
  const Bytes file = bytes_of_elements(tensor(args, 0));
  const std::string text = header(file);
  HeaderReader reader(text);
  static_cast<void>(reader.layout());
  return text.front() == '{' && text.size() % 8 == 0 &&
         file.size() == 8 + text.size() + reader.end();
}

Value storages_apart(const Args& args) {
  const tw::TensorFile file = parsed(args);
  const Tensor a = entry(file.tensors, text(args, 1));
  const Tensor b = entry(file.tensors, text(args, 2));
  return !a.shares_storage_with(b) && a.is_contiguous() && b.is_contiguous();
}

const Asks kAsks{
    {"written", written},
    {"written_with", written_with},
    {"header_of", header_of},
    {"layout_of", layout_of},
    {"elements_of", elements_of},
    {"sound", sound},
    {"read", [](const Args& args) -> Value { return entry(parsed(args).tensors, text(args, 1)); }},
    {"read_names", [](const Args& args) -> Value { return names_of(parsed(args).tensors); }},
    {"read_metadata",
     [](const Args& args) -> Value { return entry(parsed(args).metadata, text(args, 1)); }},
    {"metadata_names", [](const Args& args) -> Value { return names_of(parsed(args).metadata); }},
    {"storages_apart", storages_apart},
};

}  // namespace
