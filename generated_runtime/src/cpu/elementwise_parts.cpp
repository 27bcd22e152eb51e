#include "cpu/elementwise_parts.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/copy.h"
#include "core/memory_around.h"

namespace tw::cpu {
namespace {

// What is computed before it goes around the caches; more of it is slower.
constexpr std::int64_t kAroundBytes = 2048;

class Parts {
 public:
  Parts(void* out, std::size_t bytes, const Dims& sizes, std::span<const Operand* const> operands,
        const PartKernel& kernel)
      : out_(static_cast<std::byte*>(out)),
        bytes_(static_cast<std::int64_t>(bytes)),
        operands_(operands),
        kernel_(kernel) {
    std::size_t touched = bytes;
    for (const Operand* operand : operands)
      if (operand->strides[sizes.size() - 1] != 0) touched += bytes_of(operand->dtype);
    for (const std::int64_t size : sizes) touched *= static_cast<std::size_t>(size);
    large_ = touched >= kAroundFrom;
  }

  void compute(const Patch& patch) const {
    std::byte* to = out_ + patch.starts[operands_.size()] * bytes_;
    if (has_gaps(patch, operands_.size())) {
      compute_tile(to, patch);
    } else if (large_ && goes_around(to, patch.sizes)) {
      compute_around(to, patch);
    } else {
      std::array<Operand, kOperandsMax> parts;
      for (std::size_t i = 0; i < operands_.size(); ++i) parts[i] = part_of(patch, i);
      kernel_(to, patch.sizes, parts.data());
    }
  }

 private:
  // Whether all rows begin where lines of the caches begin.
  [[nodiscard]] bool goes_around(const std::byte* to, const Dims& sizes) const {
    if (sizes.size() > 2) return false;
    constexpr auto kLine = static_cast<std::int64_t>(kAroundAlignment);
    if (reinterpret_cast<std::uintptr_t>(to) % kAroundAlignment != 0) return false;
    return sizes.size() == 1 || sizes[1] * bytes_ % kLine == 0;
  }

  [[nodiscard]] Operand part_of(const Patch& patch, std::size_t i) const {
    return moved(*operands_[i], patch.strides[i], patch.starts[i]);
  }

  // Between buffers in rows without gaps: where an operand has neighbours in columns, each line of
  // a cache is read once.
  void compute_tile(std::byte* to, const Patch& patch) const {
    using Buffer = std::array<std::byte, kTileElements * sizeof(double)>;
    alignas(64) std::array<Buffer, kOperandsMax> given;
    alignas(64) Buffer results;
    const std::int64_t rows = patch.sizes[0];
    const std::int64_t columns = patch.sizes[1];
    std::array<Operand, kOperandsMax> parts;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      parts[i] = part_of(patch, i);
      const Dims& strides = patch.strides[i];
      if (strides[0] != 1 || strides[1] <= 1) continue;
      copy_crossed(bytes_of(parts[i].dtype), given[i].data(),
                   static_cast<const std::byte*>(parts[i].data), rows, columns, strides[1]);
      parts[i] = {given[i].data(), contiguous_strides(patch.sizes), parts[i].dtype};
    }
    kernel_(results.data(), patch.sizes, parts.data());
    const std::int64_t gap = patch.strides[operands_.size()][0] * bytes_;
    for (std::int64_t row = 0; row < rows; ++row)
      std::memcpy(to + row * gap, results.data() + row * columns * bytes_,
                  static_cast<std::size_t>(columns * bytes_));
  }

  void compute_around(std::byte* to, const Patch& patch) const {
    alignas(kAroundAlignment) std::array<std::byte, kAroundBytes> buffer;
    const std::size_t last = patch.sizes.size() - 1;
    const std::int64_t count = patch.sizes[last];
    const std::int64_t rows = last == 0 ? 1 : patch.sizes[0];
    const std::int64_t most = kAroundBytes / bytes_;
    std::array<Operand, kOperandsMax> parts;
    for (std::size_t i = 0; i < operands_.size(); ++i)
      parts[i] = {nullptr, Dims(1, patch.strides[i][last]), operands_[i]->dtype};
    Dims size(1, 0);
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t done = 0; done < count; done += most) {
        for (std::size_t i = 0; i < operands_.size(); ++i) {
          // Of a single row the number is 0.
          const std::int64_t start =
              patch.starts[i] + row * patch.strides[i][0] + done * patch.strides[i][last];
          parts[i].data = static_cast<const std::byte*>(operands_[i]->data) +
                          start * static_cast<std::int64_t>(bytes_of(parts[i].dtype));
        }
        size[0] = std::min(most, count - done);
        kernel_(buffer.data(), size, parts.data());
        copy_around(to, buffer.data(), static_cast<std::size_t>(size[0] * bytes_));
        to += size[0] * bytes_;
      }
    }
    end_copies_around();
  }

  std::byte* out_;
  std::int64_t bytes_;
  std::span<const Operand* const> operands_;
  const PartKernel& kernel_;
  bool large_ = false;
};

}  // namespace

void in_parts(void* out, std::size_t bytes, const Dims& sizes,
              std::span<const Operand* const> operands, std::int64_t cost,
              const PartKernel& kernel) noexcept {
  const Dims own = contiguous_strides(sizes);
  std::array<const Dims*, kLayoutsMax> strides;
  for (std::size_t i = 0; i < operands.size(); ++i) strides[i] = &operands[i]->strides;
  strides[operands.size()] = &own;
  const Parts parts(out, bytes, sizes, operands, kernel);
  split(sizes, std::span(strides).first(operands.size() + 1), cost,
        [&parts](const Patch& patch) { parts.compute(patch); });
}

}  // namespace tw::cpu
