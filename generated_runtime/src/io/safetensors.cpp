#include "tw/safetensors.h"

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "core/copy.h"
#include "core/fail.h"
#include "core/tensor_impl.h"
#include "io/header.h"
#include "io/text.h"

namespace tw {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are written as they are in memory");

using io::kOp;

// Of the length of the header, which comes first.
constexpr std::uint64_t kLengthBytes = sizeof(std::uint64_t);

// Calls put(from, count) with the bytes of a file in their order.
template <class Put>
void write(const TensorFile& file, const io::Header& header, const std::string& json, Put put) {
  const std::uint64_t length = json.size();
  put(&length, sizeof length);
  put(json.data(), json.size());
  for (const io::Entry& entry : header.entries) {
    if (entry.begin == entry.end) continue;
    Tensor tensor = file.tensors.at(entry.name);
    if (!tensor.is_contiguous()) tensor = contiguous_copy(kOp, *tensor.impl());
    put(tensor.data(), static_cast<std::size_t>(entry.end - entry.begin));
  }
}

// Calls take(to, count), which copies the bytes that come next in a file of so many bytes.
template <class Take>
TensorFile read(std::uint64_t file_bytes, Take take) {
  if (file_bytes < kLengthBytes) fail(kOp, "cut short: no length of a header");
  std::uint64_t length = 0;
  take(&length, sizeof length);
  if (length > io::kHeaderMax)
    fail(kOp, "a header of " + std::to_string(length) + " bytes is longer than 100000000");
  if (length > file_bytes - kLengthBytes)
    fail(kOp, "cut short: no header of " + std::to_string(length) + " bytes");
  std::string json(static_cast<std::size_t>(length), '\0');
  take(json.data(), json.size());
  io::Header header = io::from_json(json, file_bytes - kLengthBytes - length);

  TensorFile file;
  file.metadata = std::move(header.metadata);
  for (const io::Entry& entry : header.entries) {
    const Tensor tensor = new_tensor(kOp, entry.sizes, entry.dtype);
    const auto count = static_cast<std::size_t>(entry.end - entry.begin);
    if (count != 0) take(tensor.data(), count);
    if (entry.dtype == Dtype::boolean) {
      // In memory a bool is 0 or 1; whatever else a file says is true.
      auto* const bytes = tensor.data_as<unsigned char>();
      for (std::size_t i = 0; i < count; ++i) bytes[i] = bytes[i] != 0 ? 1 : 0;
    }
    file.tensors.emplace(entry.name, tensor);
  }
  return file;
}

// Throws "[safetensors] cannot VERB PATH: reason".
[[noreturn]] void refuse(const std::string& verb, const std::string& path, int error) {
  if (error == 0) error = EIO;
  fail(kOp, "cannot " + verb + " " + io::one_line(path) + ": " +
                io::one_line(std::generic_category().message(error)));
}

// The system would see another path than this one.
void check_path(const std::string& path) {
  if (path.empty()) refuse("open", path, ENOENT);
  if (path.find('\0') != std::string::npos) refuse("open", path, EINVAL);
}

struct Closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

// A new file beside its place.  It goes away again unless it is moved there.
class NewFile {
 public:
  explicit NewFile(const std::string& path) : path_(path) {
    check_path(path);
    for (std::uint64_t number = 1; file_ == nullptr; ++number) {
      name_ = path + ".new" + std::to_string(number);
      errno = 0;
      file_.reset(std::fopen(name_.c_str(), "wbx"));  // Only where there is none.
      if (file_ == nullptr && errno != EEXIST) refuse("open", path, errno);
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    file_.reset();
    if (!moved_) std::remove(name_.c_str());
  }

  void write(const void* from, std::size_t count) {
    errno = 0;
    if (std::fwrite(from, 1, count, file_.get()) != count) refuse("write", path_, errno);
  }
  void move_to_its_place() {
    errno = 0;
    if (std::fflush(file_.get()) != 0) refuse("write", path_, errno);
    if (std::fclose(file_.release()) != 0) refuse("write", path_, errno);
    if (std::rename(name_.c_str(), path_.c_str()) != 0) refuse("write", path_, errno);
    moved_ = true;
  }

 private:
  std::string path_;
  std::string name_;
  File file_;
  bool moved_ = false;
};

}  // namespace

std::vector<std::byte> to_safetensors(const TensorFile& file) {
  const io::Header header = io::header_of(file);
  const std::string json = io::to_json(header);
  const std::uint64_t body_bytes = header.entries.empty() ? 0 : header.entries.back().end;
  std::vector<std::byte> bytes(static_cast<std::size_t>(kLengthBytes + json.size() + body_bytes));
  std::byte* to = bytes.data();
  write(file, header, json, [&](const void* from, std::size_t count) {
    std::memcpy(to, from, count);
    to += count;
  });
  return bytes;
}

TensorFile from_safetensors(std::span<const std::byte> bytes) {
  const std::byte* from = bytes.data();
  return read(bytes.size(), [&](void* to, std::size_t count) {
    std::memcpy(to, from, count);
    from += count;
  });
}

void save_safetensors(const std::string& path, const TensorFile& file) {
  NewFile to(path);  // First: where both are wrong, the path is named.
  const io::Header header = io::header_of(file);
  const std::string json = io::to_json(header);
  write(file, header, json, [&](const void* from, std::size_t count) { to.write(from, count); });
  to.move_to_its_place();
}

TensorFile load_safetensors(const std::string& path) {
  check_path(path);
  errno = 0;
  const File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) refuse("open", path, errno);
  // A directory can be opened, but not read.
  if (std::getc(file.get()) == EOF && std::ferror(file.get()) != 0) refuse("open", path, errno);
  if (std::fseek(file.get(), 0, SEEK_END) != 0) refuse("open", path, errno);
  const long file_bytes = std::ftell(file.get());
  if (file_bytes < 0 || std::fseek(file.get(), 0, SEEK_SET) != 0) refuse("open", path, errno);
  return read(static_cast<std::uint64_t>(file_bytes), [&](void* to, std::size_t count) {
    errno = 0;
    if (std::fread(to, 1, count, file.get()) == count) return;
    if (std::ferror(file.get()) != 0) refuse("open", path, errno);
    fail(kOp, "cut short while it was read");
  });
}

}  // namespace tw
