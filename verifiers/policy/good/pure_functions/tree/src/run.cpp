#include <array>
#include <string>

namespace {

constexpr std::array<float, 2> kHalves{0.5F, 0.25F};
const char* const kName = "run";
const std::array<float, 1> kOne = {1.0F};

enum class Way { up, down };

struct Pair {
  float left = 0;
  float right = 0;
  static float zero() { return 0; }
  bool operator==(const Pair& other) const { return left == other.left; }
};

float half(float x, float by = 2);

template <class T>
T same(T x) {
  return x;
}

}  // namespace

static float twice(float x) {
  static constexpr float kTwo = 2;
  static const std::string kWord = "twice";
  auto add = [total = 0.0F](float y) mutable { return total += y; };
  for (int i = 0; i < 2; ++i) add(x);
  Pair pair{x, x};
  return kWord.empty() ? kTwo : pair.left + pair.right;
}

float half(float x, float by) {
  const bool is_static = by > kHalves[0];
  return is_static ? x / by : twice(x) * Pair::zero() + kOne[0] + same(kName[0]);
}

float read(float x);
float opened(float open) { return open; }
