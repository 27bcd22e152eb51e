#pragma once

struct Size {
  int value = 0;

 private:
  int spare_ = 0;  // clang++ alone warns of it.
};
