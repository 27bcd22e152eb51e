// system("ls"); fork(); getenv("HOME"); __attribute__((constructor))
/* #include "/etc/passwd"
   asm("nop") */
#include <string>

namespace words {

const std::string kText = "system(\"ls\") getenv \
fork()";
const std::string kRaw = R"(#include "../x.h"
time(nullptr) // not a comment)";
const char kQuote = '"';

struct Clock {
  int time() const { return ticks; }
  int ticks = 0;
};
int system(int x);
int raise(int x, int power);

int read(const Clock& clock) {
  const int divided = 1'000 / 3;  // clock(
  return clock.time() + words::system(divided) + clock.ticks;
}

}  // namespace words
