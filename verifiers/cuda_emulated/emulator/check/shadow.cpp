#include "check/shadow.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace emu {
namespace {

Cell* map_cells(std::size_t bytes);

}  // namespace

Shadow::Shadow(const void* begin, std::size_t bytes) {
  restart(begin, bytes);
}

Shadow::~Shadow() {
  release();
}

void Shadow::restart(const void* begin, std::size_t bytes) {
  release();
  begin_ = static_cast<const char*>(begin);
  bytes_ = bytes;
  shift_ = 2;
  mapped_ = (((bytes + 3) >> 2) + 1) * sizeof(Cell);
  cells_ = map_cells(mapped_);
}

void Shadow::refine(unsigned shift) {
  const std::size_t count = (bytes_ + 3) >> shift_;
  const std::size_t each = std::size_t{1} << (shift_ - shift);
  const std::size_t mapped = (((bytes_ + 3) >> shift) + each + 1) * sizeof(Cell);
  Cell* const finer = map_cells(mapped);
  for (std::size_t at = 0; at < count; ++at) {
    const Cell& cell = cells_[at];
    if (cell.write == 0 && cell.read == 0) continue;  // Leaves untouched pages unmapped.
    for (std::size_t part = 0; part < each; ++part) finer[at * each + part] = cell;
  }
  munmap(cells_, mapped_);
  cells_ = finer;
  mapped_ = mapped;
  shift_ = shift;
}

void Shadow::release() {
  if (cells_ != nullptr) munmap(cells_, mapped_);
  cells_ = nullptr;
}

namespace {

// Pages that nobody touched cost nothing.
Cell* map_cells(std::size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    std::fprintf(stderr, "emulator: no memory for a shadow of %zu bytes\n", bytes);
    std::_Exit(3);
  }
  return static_cast<Cell*>(at);
}

}  // namespace
}  // namespace emu
