// Starts of threads and waits: for a thread, a condition, a semaphore, a barrier, a futex.
#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

#include <cstdarg>

#include "counter.h"

namespace {

// Of two functions of one name the C library's newer one; by its name alone, the older
// may be found.
void* next_condition(const char* name) {
  void* found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  return found != nullptr ? found : wright::next_function(name);
}

bool is_futex_wait(long number, long operation) {
  const long command = operation & FUTEX_CMD_MASK;
  return number == SYS_futex && (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) {
  static const auto next =
      reinterpret_cast<decltype(&pthread_create)>(wright::next_function("pthread_create"));
  wright::count_sync();
  return next(thread, attributes, start, argument);
}

int pthread_join(pthread_t thread, void** result) {
  static const auto next =
      reinterpret_cast<decltype(&pthread_join)>(wright::next_function("pthread_join"));
  wright::count_sync();
  return next(thread, result);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto next =
      reinterpret_cast<decltype(&pthread_cond_wait)>(next_condition("pthread_cond_wait"));
  wright::count_sync();
  return next(condition, mutex);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                           const timespec* until) {
  static const auto next =
      reinterpret_cast<decltype(&pthread_cond_timedwait)>(next_condition("pthread_cond_timedwait"));
  wright::count_sync();
  return next(condition, mutex, until);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
  static const auto next = reinterpret_cast<decltype(&pthread_cond_clockwait)>(
      wright::next_function("pthread_cond_clockwait"));
  wright::count_sync();
  return next(condition, mutex, clock, until);
}

int pthread_barrier_wait(pthread_barrier_t* barrier) {
  static const auto next = reinterpret_cast<decltype(&pthread_barrier_wait)>(
      wright::next_function("pthread_barrier_wait"));
  wright::count_sync();
  return next(barrier);
}

int sem_wait(sem_t* semaphore) {
  static const auto next = reinterpret_cast<decltype(&sem_wait)>(wright::next_function("sem_wait"));
  wright::count_sync();
  return next(semaphore);
}

// What std::atomic::wait comes to.  No system call has more than six arguments.
long syscall(long number, ...) {
  static const auto next = reinterpret_cast<long (*)(long, ...)>(wright::next_function("syscall"));
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  if (is_futex_wait(number, arguments[1])) wright::count_sync();
  return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
              arguments[5]);
}

}  // extern "C"
#pragma GCC visibility pop
