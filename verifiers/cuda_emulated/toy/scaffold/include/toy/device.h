// Floats in the memory of the device, and two functions of them.
#pragma once

#include <cstddef>
#include <vector>

namespace toy {

// How many blocks of so many threads have a thread for each of `count` elements; at least one.
unsigned blocks_for(std::size_t count, unsigned threads);

class Floats {
 public:
  explicit Floats(std::size_t count);
  Floats(Floats&& other) noexcept;
  ~Floats();

  [[nodiscard]] float* data() const { return data_; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  float* data_ = nullptr;
  std::size_t count_ = 0;
};

Floats to_device(const std::vector<float>& values);
std::vector<float> to_host(const Floats& values);

Floats axpy(float a, const Floats& x, const Floats& y);  // a * x + y
Floats sum(const Floats& x);                             // One element.

}  // namespace toy
