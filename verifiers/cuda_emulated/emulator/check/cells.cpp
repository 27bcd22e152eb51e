#include "check/cells.h"

#include <algorithm>

#include "check/operations.h"
#include "check/race.h"
#include "check/race_report.h"
#include "core/order.h"
#include "core/report.h"

namespace emu {
namespace {

// Copies are made by one thread, so to speak.
Toucher operation_itself() {
  return {make_entry(current_interval, 0, 0, 0, 0), 0, 1};
}

std::size_t offset_in(const Allocation& block, const void* at);
bool touch_all(const Shadow::Span& cells, Touch touch, const Toucher& me);
void report_unwritten();

}  // namespace

void write_cells(Allocation& block, const void* at, std::size_t bytes) {
  touch_all(block.shadow.cells(at, bytes), Touch::write, operation_itself());
}

void read_cells(Allocation& block, const void* at, std::size_t bytes) {
  if (!touch_all(block.shadow.cells(at, bytes), Touch::read, operation_itself()))
    report_unwritten();
}

void copy_cells(Allocation& target, const void* to, Allocation& source, const void* from,
                std::size_t bytes) {
  const std::size_t parts = offset_in(source, from) | offset_in(target, to) | bytes | 4;
  const auto shift = static_cast<unsigned>(__builtin_ctzll(parts));
  const unsigned finest = std::min({shift, source.shadow.shift(), target.shadow.shift()});
  for (Shadow* shadow : {&source.shadow, &target.shadow}) {
    if (shadow->shift() != finest) shadow->refine(finest);
  }
  const Shadow::Span read = source.shadow.cells(from, bytes);
  const Shadow::Span written = target.shadow.cells(to, bytes);
  const Toucher me = operation_itself();
  touch_all(read, Touch::read, me);
  touch_all(written, Touch::write, me);
  Cell* cell = written.begin;
  for (const Cell* one = read.begin; one != read.end; ++one, ++cell)
    cell->write = one->write == 0 ? 0 : cell->write | (one->write & kByLaunch);
}

Provenance provenance(const void* at, std::size_t bytes) {
  Provenance found;
  Allocation* const block = find_block(at);
  if (block == nullptr || block->shadow.is_empty()) return found;
  const Shadow::Span cells = block->shadow.cells(at, bytes);
  for (const Cell* cell = cells.begin; cell != cells.end; ++cell) {
    std::size_t& bucket = cell->write == 0                 ? found.unwritten
                          : (cell->write & kByLaunch) != 0 ? found.by_launch
                                                           : found.by_host;
    bucket += cells.cell_bytes;
  }
  return found;
}

namespace {

std::size_t offset_in(const Allocation& block, const void* at) {
  return static_cast<std::size_t>(static_cast<const char*>(at) - block.begin);
}

// One report an operation is enough.  False: a cell was never written.
bool touch_all(const Shadow::Span& cells, Touch touch, const Toucher& me) {
  bool all_written = true;
  bool reported = false;
  for (Cell* cell = cells.begin; cell != cells.end; ++cell) {
    const Finding finding = touch_cell(*cell, touch, me);
    if (finding.trouble == Trouble::none) continue;
    if (finding.trouble == Trouble::uninitialised) {
      all_written = false;
    } else if (!reported) {
      reported = true;
      report_race(finding, touch, "a copy or memset", 0);
    }
  }
  return all_written;
}

void report_unwritten() {
  Fault fault;
  fault.kind = "uninitialised-copy";
  fault.message = "a copy to the host reads device memory that was never written";
  report(fault);
}

}  // namespace
}  // namespace emu
