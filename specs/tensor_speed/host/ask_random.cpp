// Draws from a given place of the generator.
//
//   philox_block(seed, position)            its four words
//   drawn(seed, position, op, args...)      what the op gives from there
//   moved(seed, position, op, args...)      by how many blocks it moves the position
//   state_after(seed, position, new_seed)   seed and position after manual_seed, as a list
//   dropout_grad(seed, x, p)                gradient of dropout from position 0, cotangent 1
//   drawn_in_threads(threads, draws)        how many of the one-element draws of all threads begin
//   with
//                                           a word that another one had: seeds where no two blocks
//                                           do
#include <set>
#include <thread>

#include "asked.h"
#include "leaves.h"
#include "tw/random.h"

namespace {

using tw::Tensor;

tw::RandomState place(const Args& args, std::size_t i) {
  return {static_cast<std::uint64_t>(integer(args, i)),
          static_cast<std::uint64_t>(integer(args, i + 1))};
}

Value philox_block(const Args& args) {
  const tw::RandomState at = place(args, 0);
  const auto words = tw::philox(at.seed, at.position);
  return std::vector<std::int64_t>(words.begin(), words.end());
}

Value drawn(const Args& args) {
  tw::set_random_state(place(args, 0));
  return call_op(text(args, 2), {args.begin() + 3, args.end()}).at(0);
}

Value moved(const Args& args) {
  static_cast<void>(drawn(args));
  return static_cast<std::int64_t>(tw::random_state().position - place(args, 0).position);
}

Value state_after(const Args& args) {
  tw::set_random_state(place(args, 0));
  std::vector<std::int64_t> said{static_cast<std::int64_t>(tw::random_state().seed),
                                 static_cast<std::int64_t>(tw::random_state().position)};
  tw::manual_seed(static_cast<std::uint64_t>(integer(args, 2)));
  said.push_back(static_cast<std::int64_t>(tw::random_state().seed));
  said.push_back(static_cast<std::int64_t>(tw::random_state().position));
  return said;
}

Value dropout_grad(const Args& args) {
  tw::manual_seed(static_cast<std::uint64_t>(integer(args, 0)));
  const Tensor x = leaf(tensor(args, 1));
  const Tensor y = tw::dropout(x, real(args, 2));
  tw::backward(y, ones(y));
  return tw::grad(x);
}

Value drawn_in_threads(const Args& args) {
  const auto draws = static_cast<std::size_t>(integer(args, 1));
  tw::manual_seed(5);
  std::vector<std::vector<double>> numbers(static_cast<std::size_t>(integer(args, 0)));
  std::vector<std::thread> threads;
  for (std::vector<double>& mine : numbers) {
    threads.emplace_back([&mine, draws] {
      for (std::size_t i = 0; i < draws; ++i) {
        mine.push_back(*tw::uniform({1}, 0.0, 1.0, tw::Dtype::f64).data_as<double>());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<double> seen;
  std::int64_t twice = 0;
  for (const std::vector<double>& mine : numbers) {
    for (const double number : mine) twice += seen.insert(number).second ? 0 : 1;
  }
  const std::uint64_t blocks = numbers.size() * draws;
  return tw::random_state().position == blocks ? twice : -1;
}

const Asks kAsks{
    {"philox_block", philox_block},
    {"drawn", drawn},
    {"moved", moved},
    {"state_after", state_after},
    {"dropout_grad", dropout_grad},
    {"drawn_in_threads", drawn_in_threads},
};

}  // namespace
