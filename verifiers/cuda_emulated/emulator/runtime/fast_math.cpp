// The intrinsics whose names the host's <math.h> declares and keeps for itself.
#include <cmath>

extern "C" {
float __expf(float x) noexcept;
float __exp10f(float x) noexcept;
float __logf(float x) noexcept;
float __log2f(float x) noexcept;
float __log10f(float x) noexcept;
float __powf(float x, float y) noexcept;
float __sinf(float x) noexcept;
float __cosf(float x) noexcept;
float __tanf(float x) noexcept;
void __sincosf(float x, float* sine, float* cosine) noexcept;
}

float __expf(float x) noexcept {
  return std::exp2(x * 1.44269504F);
}
float __exp10f(float x) noexcept {
  return std::exp2(x * 3.32192809F);
}
float __log2f(float x) noexcept {
  return std::log2(x);
}
float __logf(float x) noexcept {
  return std::log2(x) * 0.693147181F;
}
float __log10f(float x) noexcept {
  return std::log2(x) * 0.301029996F;
}
float __powf(float x, float y) noexcept {
  return std::exp2(y * std::log2(x));
}
float __sinf(float x) noexcept {
  return std::sin(x);
}
float __cosf(float x) noexcept {
  return std::cos(x);
}
float __tanf(float x) noexcept {
  return std::sin(x) * (1.0F / std::cos(x));
}
void __sincosf(float x, float* sine, float* cosine) noexcept {
  *sine = std::sin(x);
  *cosine = std::cos(x);
}
