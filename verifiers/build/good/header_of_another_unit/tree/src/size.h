#pragma once

struct Size {
  int value = 0;
  int spare = 0;
};
