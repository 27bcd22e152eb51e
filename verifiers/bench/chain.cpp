#include "bench/chain.h"

#include <fmt/format.h>

#include <numeric>

namespace wright {
namespace {

constexpr std::size_t kEndBytesSpare = 1 << 20;

Result<Chain> lowered(const Shape& shape, const std::string& key);
void deal(Storage& storage, Stream& stream);

}  // namespace

Result<Source> Source::of(const Shape& shape, const std::string& seed) {
  Source source(shape, fmt::format("{}/bench/{}", seed, shape.name));
  source.first_ = TRY(lowered(shape, source.key_));
  const Chain other = TRY(lowered(shape, source.key_ + "/other"));
  for (std::size_t i = 0; i < source.first_.setup.size(); ++i) {
    const auto* make = std::get_if<NewStep>(&source.first_.setup[i].what);
    const auto* another = std::get_if<NewStep>(&other.setup[i].what);
    const bool is_drawn = make != nullptr && !(make->storage == another->storage);
    if (is_drawn && make->storage.elements != count_of(make->storage.sizes)) source.deals_ = false;
    source.is_drawn_.push_back(is_drawn);
  }
  return source;
}

Result<Chain> Source::draw(std::int64_t times) {
  Chain chain = first_;
  if (deals_) {
    for (std::size_t i = 0; i < chain.setup.size(); ++i) {
      if (is_drawn_[i]) deal(std::get<NewStep>(chain.setup[i].what).storage, stream_);
    }
  } else {
    chain = TRY(lowered(*shape_, fmt::format("{}/{}", key_, draws_++)));
  }
  chain.times = times;
  return chain;
}

namespace {

Result<Chain> lowered(const Shape& shape, const std::string& key) {
  Program program = TRY(lower(shape.chain, key));
  Chain chain;
  chain.call = std::get<CallStep>(program.steps.back().what);
  program.steps.pop_back();
  chain.setup = std::move(program.steps);
  for (const Storage& input : program.inputs) chain.bytes_max += 4 * input.bytes.size();
  chain.bytes_max += kEndBytesSpare;
  return chain;
}

// Takes every `stride`-th element from a random one on, around and around; a
// stride without a common divisor meets each element once.
void deal(Storage& storage, Stream& stream) {
  const std::int64_t count = storage.elements;
  if (count < 2) return;
  const std::size_t width = bytes_of(storage.dtype);
  std::int64_t stride = 1 + stream.below(count - 1);
  while (std::gcd(stride, count) != 1) stride = 1 + stream.below(count - 1);
  std::int64_t from = stream.below(count);
  std::string dealt;
  dealt.reserve(storage.bytes.size());
  for (std::int64_t i = 0; i < count; ++i) {
    dealt.append(storage.bytes, static_cast<std::size_t>(from) * width, width);
    from = (from + stride) % count;
  }
  storage.bytes = std::move(dealt);
}

}  // namespace
}  // namespace wright
