// Work of many steps on the device.
#pragma once

#include <vector>

namespace toy {

// Each step puts the mean of an element and its two neighbours in its place; the ends are kept.
std::vector<float> smoothed(const std::vector<float>& values, int steps);

// One step, from n elements on the device to n others.
void smooth_step(const float* from, float* to, unsigned n);

}  // namespace toy
