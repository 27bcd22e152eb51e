// Which tasks come before which, worked out once for all pairs.
#pragma once

#include <cstddef>
#include <vector>

#include "plan/draft.h"

namespace wright {

class Ancestry {
 public:
  explicit Ancestry(const Draft& draft);

  // The task at index `after` of the draft needs the one at `before`, perhaps
  // through others.  On a cycle a task needs itself.
  [[nodiscard]] bool needs(std::size_t after, std::size_t before) const;

 private:
  std::vector<std::vector<bool>> needs_;
};

}  // namespace wright
