// The shadow of a range of memory: for each of its cells the last write and the last read.
//
// A cell stands for 4 bytes until something narrower is touched, then for 2 or 1:
// so neighbours in an array of halves do not conflict, and arrays of words stay
// cheap.  Besides the two entries (16 bytes) a cell keeps where in the program they
// came from, so that a report names both lines.
#pragma once

#include <cstddef>
#include <cstdint>

#include "check/entry.h"

namespace emu {

struct Cell {
  Entry write = 0;
  Entry read = 0;
  std::uint32_t write_site = 0;  // check/program.h
  std::uint32_t read_site = 0;
};

class Shadow {
 public:
  Shadow() = default;
  Shadow(const void* begin, std::size_t bytes);
  ~Shadow();
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  // Other memory from now on, of which nothing is known.
  void restart(const void* begin, std::size_t bytes);

  bool is_empty() const { return cells_ == nullptr; }
  unsigned cell_bytes() const { return 1U << shift_; }

  // Cells for accesses like this one, which lies within the range.
  struct Span {
    Cell* begin;
    Cell* end;
    unsigned cell_bytes;
  };
  Span cells(const void* at, std::size_t bytes) {
    const auto offset = static_cast<std::size_t>(static_cast<const char*>(at) - begin_);
    if (((offset | bytes) & (cell_bytes() - 1)) != 0)
      refine(static_cast<unsigned>(__builtin_ctzll(offset | bytes)));
    return {cells_ + (offset >> shift_), cells_ + ((offset + bytes) >> shift_), cell_bytes()};
  }

  // Cells of 1 << shift bytes, which are fewer than now.
  void refine(unsigned shift);
  unsigned shift() const { return shift_; }

 private:
  void release();

  const char* begin_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t mapped_ = 0;
  unsigned shift_ = 2;
  Cell* cells_ = nullptr;
};

}  // namespace emu
