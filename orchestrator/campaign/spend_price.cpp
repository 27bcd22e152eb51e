// What tokens cost, which is unknown where nobody has given a price.
#include <algorithm>

#include "campaign/spend.h"

namespace wright {

std::int64_t picodollars_at_most(const std::optional<Price>& price, std::int64_t input_tokens,
                                 std::int64_t output_tokens) {
  if (!price) return kUnknownPrice;
  const std::int64_t dearest = std::max({price->input, price->cached, price->cache_written});
  return sum_of(product_of(dearest, input_tokens), product_of(price->output, output_tokens));
}

std::int64_t picodollars_of(const std::optional<Price>& price, const Usage& usage) {
  if (!price) return kUnknownPrice;
  const std::int64_t read =
      sum_of(product_of(price->input, usage.input), product_of(price->cached, usage.cached));
  return sum_of(sum_of(read, product_of(price->cache_written, usage.cache_written)),
                product_of(price->output, usage.output));
}

}  // namespace wright
