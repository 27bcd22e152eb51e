#include "io/header.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include "core/fail.h"
#include "io/json.h"
#include "io/text.h"

namespace tw::io {
namespace {

constexpr std::string_view kMetadata = "__metadata__";
constexpr std::array<std::string_view, kDtypeCount> kNames = {"BOOL", "U8",  "I8",   "I16", "I32",
                                                              "I64",  "F16", "BF16", "F32", "F64"};

[[noreturn]] void fail_tensor(std::string_view name, std::string_view what) {
  fail(kOp, "tensor " + quoted(name) + " " + std::string(what));
}

void check_text(std::string_view what, std::string_view text) {
  if (!is_utf8(text)) fail(kOp, std::string(what) + " " + quoted(text) + " is no UTF-8");
}

// What no reader would take is not written.
void check_tensor(const std::string& name, const Tensor& tensor) {
  check_text("the name", name);
  if (name == kMetadata) fail(kOp, "__metadata__ is no name for a tensor");
  if (!tensor.defined()) fail_tensor(name, "is not defined");
  for (const std::int64_t size : tensor.sizes()) {
    if (static_cast<std::uint64_t>(size) > kWholeMax) fail_tensor(name, "has a size above 2^53");
  }
}

Dtype read_dtype(const std::string& name, JsonReader& reader) {
  const std::string text = reader.text();
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) fail_tensor(name, "has the unknown dtype " + quoted(text));
  return static_cast<Dtype>(found - kNames.begin());
}

Dims read_sizes(const std::string& name, JsonReader& reader) {
  Dims sizes;
  reader.list([&] {
    const std::uint64_t size = reader.whole();
    if (sizes.size() == kRankMax)
      fail_tensor(name, "has more than " + std::to_string(kRankMax) + " sizes");
    sizes.push_back(static_cast<std::int64_t>(size));
  });
  return sizes;
}

void read_offsets(JsonReader& reader, Entry& entry) {
  std::array<std::uint64_t, 2> offsets{};
  std::size_t count = 0;
  reader.list([&] {
    const std::uint64_t offset = reader.whole();
    if (count < offsets.size()) offsets[count] = offset;
    ++count;
  });
  if (count != offsets.size()) fail_tensor(entry.name, "does not have two offsets");
  entry.begin = offsets[0];
  entry.end = offsets[1];
}

Entry read_entry(const std::string& name, JsonReader& reader) {
  Entry entry;
  entry.name = name;
  int keys = 0;
  reader.object([&](const std::string& key) {
    ++keys;
    if (key == "dtype")
      entry.dtype = read_dtype(name, reader);
    else if (key == "shape")
      entry.sizes = read_sizes(name, reader);
    else if (key == "data_offsets")
      read_offsets(reader, entry);
    else
      fail_tensor(name, "has the unknown key " + quoted(key));
  });
  // No key occurs twice.
  if (keys != 3) fail_tensor(name, "lacks one of dtype, shape and data_offsets");

  const auto numel = static_cast<std::uint64_t>(numel_of(kOp, entry.sizes));
  const std::uint64_t width = bytes_of(entry.dtype);
  const std::uint64_t bytes = entry.end - entry.begin;
  if (entry.begin > entry.end || bytes % width != 0 || bytes / width != numel)
    fail_tensor(name, "has offsets that do not agree with its dtype and sizes");
  return entry;
}

void append_list(std::string& out, IntSpan list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out += ',';
    out += std::to_string(list[i]);
  }
  out += ']';
}

void append_metadata(std::string& out, const std::map<std::string, std::string>& metadata) {
  out += quoted(kMetadata);
  char before = '{';
  out += ':';
  for (const auto& [key, text] : metadata) {
    out += before;
    out += quoted(key);
    out += ':';
    out += quoted(text);
    before = ',';
  }
  out += '}';
}

void append_entry(std::string& out, const Entry& entry) {
  out += quoted(entry.name);
  out += ":{\"dtype\":";
  out += quoted(kNames[static_cast<std::size_t>(entry.dtype)]);
  out += ",\"shape\":";
  append_list(out, entry.sizes);
  out += ",\"data_offsets\":";
  append_list(out, {static_cast<std::int64_t>(entry.begin), static_cast<std::int64_t>(entry.end)});
  out += '}';
}

}  // namespace

Header header_of(const TensorFile& file) {
  Header header;
  for (const auto& [name, tensor] : file.tensors) {
    check_tensor(name, tensor);
    Entry& entry = header.entries.emplace_back();
    entry.name = name;
    entry.dtype = tensor.dtype();
    entry.sizes = Dims(tensor.sizes());
  }
  for (const auto& [key, text] : file.metadata) {
    check_text("the key", key);
    check_text("the text", text);
  }
  header.metadata = file.metadata;
  // They are sorted by name already.
  std::stable_sort(
      header.entries.begin(), header.entries.end(),
      [](const Entry& a, const Entry& b) { return bytes_of(a.dtype) > bytes_of(b.dtype); });
  std::uint64_t end = 0;
  for (Entry& entry : header.entries) {
    const auto numel = static_cast<std::uint64_t>(numel_of(kOp, entry.sizes));
    const std::uint64_t width = bytes_of(entry.dtype);
    if (numel > (kWholeMax - end) / width) fail_tensor(entry.name, "ends beyond 2^53 bytes");
    entry.begin = end;
    end += numel * width;
    entry.end = end;
  }
  return header;
}

std::string to_json(const Header& header) {
  std::string out = "{";
  if (!header.metadata.empty()) append_metadata(out, header.metadata);
  for (const Entry& entry : header.entries) {
    if (out.size() > 1) out += ',';
    append_entry(out, entry);
  }
  out += '}';
  out.resize((out.size() + 7) / 8 * 8, ' ');
  if (out.size() > kHeaderMax) fail(kOp, "the header takes more than 100000000 bytes");
  return out;
}

Header from_json(std::string_view text, std::uint64_t body_bytes) {
  // First whether it is JSON at all, then what it says.
  JsonReader any(text);
  any.skip();
  any.end();

  Header header;
  JsonReader reader(text);
  reader.object([&](const std::string& name) {
    if (name != kMetadata) {
      header.entries.push_back(read_entry(name, reader));
    } else {
      reader.object(
          [&](const std::string& key) { header.metadata.emplace(key, reader.text()); });
    }
  });
  std::sort(header.entries.begin(), header.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  std::uint64_t end = 0;
  for (const Entry& entry : header.entries) {
    if (entry.begin != end) fail_tensor(entry.name, "overlaps another or leaves a gap before it");
    end = entry.end;
  }
  if (end != body_bytes) {
    fail(kOp, "the tensors take " + std::to_string(end) + " bytes, but " +
                  std::to_string(body_bytes) + " follow the header");
  }
  return header;
}

}  // namespace tw::io
