// Atomic operations as the compiler calls them where accesses are watched.
#include "cuda_emulated/device_memory.h"

// NOLINTBEGIN: the compilers' names.
extern "C" {
unsigned char __tsan_atomic8_exchange(volatile unsigned char* at, unsigned char value, int order);
unsigned short __tsan_atomic16_load(const volatile unsigned short* at, int order);
int __tsan_atomic32_compare_exchange_strong(volatile unsigned* at, unsigned* expected,
                                            unsigned value, int order, int failure);
int __tsan_atomic32_compare_exchange_weak(volatile unsigned* at, unsigned* expected, unsigned value,
                                          int order, int failure);
unsigned long __tsan_atomic64_compare_exchange_val(volatile unsigned long* at,
                                                   unsigned long expected, unsigned long value,
                                                   int order, int failure);
int __tsan_atomic8_compare_exchange_strong(volatile unsigned char* at, unsigned char* expected,
                                           unsigned char value, int order, int failure);
int __tsan_atomic16_compare_exchange_strong(volatile unsigned short* at, unsigned short* expected,
                                            unsigned short value, int order, int failure);
int __tsan_atomic64_compare_exchange_strong(volatile unsigned long* at, unsigned long* expected,
                                            unsigned long value, int order, int failure);
}
// NOLINTEND

namespace emu {
namespace {

using test::MemoryTest;

constexpr int kRelaxed = 0;

// Once with the value that is there, once with another.
template <class T>
void exchange_twice(int (*exchange)(volatile T*, T*, T, int, int)) {
  volatile T at = 3;
  T expected = 3;
  EXPECT_EQ(exchange(&at, &expected, T{5}, kRelaxed, kRelaxed), 1);
  EXPECT_EQ(at, 5);
  EXPECT_EQ(exchange(&at, &expected, T{7}, kRelaxed, kRelaxed), 0);
  EXPECT_EQ(at, 5);
  EXPECT_EQ(expected, 5);
}

TEST(AtomicCallsTest, AnExchangeHappensOnlyForTheExpectedValue) {
  exchange_twice<unsigned char>(__tsan_atomic8_compare_exchange_strong);
  exchange_twice<unsigned short>(__tsan_atomic16_compare_exchange_strong);
  exchange_twice<unsigned>(__tsan_atomic32_compare_exchange_strong);
  exchange_twice<unsigned>(__tsan_atomic32_compare_exchange_weak);
  exchange_twice<unsigned long>(__tsan_atomic64_compare_exchange_strong);
}

TEST_F(MemoryTest, AnAtomicThatIsNotAlignedIsAFault) {
  fill();

  launch([&] {
    auto* const at = reinterpret_cast<unsigned short*>(reinterpret_cast<char*>(word(1)) + 1);
    static_cast<void>(__tsan_atomic16_load(at, kRelaxed));
  });

  EXPECT_EQ(found(), "misaligned");
}

TEST_F(MemoryTest, AtomicsOfAKernelAreAccesses) {
  launch([&] {
    auto* const at = reinterpret_cast<unsigned long*>(word(2));
    static_cast<void>(__tsan_atomic64_compare_exchange_val(at, 0, 1, kRelaxed, kRelaxed));
  });
  EXPECT_EQ(found(), "uninitialised-global");

  fill();
  launch([&] {
    unsigned char own = 0;
    static_cast<void>(__tsan_atomic8_exchange(&own, 1, kRelaxed));
    unsigned expected = 0;
    static_cast<void>(
        __tsan_atomic32_compare_exchange_strong(word(3), &expected, 1, kRelaxed, kRelaxed));
  });
  EXPECT_EQ(found(), "");
}

}  // namespace
}  // namespace emu
