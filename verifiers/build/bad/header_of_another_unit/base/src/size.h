#pragma once

struct Size {
  int value = 0;
};
