// A chain with its data, and the same chain with fresh data.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "bench/plan.h"
#include "grader/fill.h"
#include "grader/program.h"

namespace wright {

// What is sent before, and the call that is repeated.
struct Chain {
  std::vector<Step> setup;
  CallStep call;
  std::size_t bytes_max = 0;  // Of its end.
  std::int64_t times = 1;
};

// Draws the data of one shape again and again.
class Source {
 public:
  static Result<Source> of(const Shape& shape, const std::string& seed);

  // New data in each tensor that the shape does not write out.  Drawing each
  // element anew would take longer than the chain, so the elements of one
  // drawing are dealt out in an order of their own.
  Result<Chain> draw(std::int64_t times);

 private:
  Source(const Shape& shape, const std::string& key) : shape_(&shape), key_(key), stream_(key) {}

  const Shape* shape_;
  std::string key_;
  Stream stream_;
  Chain first_;
  std::vector<bool> is_drawn_;  // Of each step of `first_.setup`.
  bool deals_ = true;           // Else some layout has gaps, and draws anew.
  int draws_ = 0;
};

}  // namespace wright
