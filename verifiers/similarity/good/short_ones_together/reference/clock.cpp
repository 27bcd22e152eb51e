// Copyright (c) the authors of the library.
// Redistribution and use in source and binary forms, with or without
// modification, are permitted provided that this notice is kept.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace other {

struct Clock {
  int hours = 0;
  int minutes = 0;
};

Clock later(Clock clock, int minutes) {
  clock.minutes += minutes;
  while (clock.minutes >= 60) {
    clock.minutes -= 60;
    clock.hours = (clock.hours + 1) % 24;
  }
  return clock;
}

}  // namespace other
