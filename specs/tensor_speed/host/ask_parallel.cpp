// Work that is split.  Each question leaves as many threads as there were.
//
//   stretches(count, grain, threads)   begins and ends of the pieces in order: [0, 4, 4, 7]
//   nested(count, threads)             how many inner pieces ran in another thread than their outer
//   one thrown(count, at, threads)         what comes out when the piece at `at` throws, after all
//   have run from_many(callers, rounds)         how many of the sums that several callers make at
//   once are wrong same_bits(threads, op, args...)    whether the op gives the same bits with 1
//   thread helped(threads)                    whether more than one thread takes part in long
//   pieces idle(milliseconds)                 whether waiting workers take less than a tenth of a
//   core started(x)                         how many threads the process has after small work: none
//   of its own threads_refused(n)                 what set_threads says
#include <dirent.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>

#include "asked.h"
#include "leaves.h"
#include "tw/parallel.h"

namespace {

using tw::Tensor;

class Threads {
 public:
  explicit Threads(std::int64_t count) : before_(tw::threads()) {
    tw::set_threads(static_cast<int>(count));
  }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { tw::set_threads(before_); }

 private:
  int before_;
};

Value stretches(const Args& args) {
  const Threads threads(integer(args, 2));
  std::mutex mutex;
  std::multiset<std::pair<std::int64_t, std::int64_t>> seen;
  tw::parallel_for(integer(args, 0), integer(args, 1), [&](std::int64_t begin, std::int64_t end) {
    const std::lock_guard lock(mutex);
    seen.emplace(begin, end);
  });
  std::vector<std::int64_t> said;
  for (const auto& [begin, end] : seen) said.insert(said.end(), {begin, end});
  return said;
}

Value nested(const Args& args) {
  const Threads threads(integer(args, 1));
  std::atomic<std::int64_t> elsewhere{0};
  std::atomic<std::int64_t> ran{0};
  tw::parallel_for(integer(args, 0), 1, [&](std::int64_t, std::int64_t) {
    const std::thread::id outer = std::this_thread::get_id();
    tw::parallel_for(10, 3, [&](std::int64_t, std::int64_t) {
      ++ran;
      if (std::this_thread::get_id() != outer) ++elsewhere;
    });
  });
  return ran == 4 * integer(args, 0) ? elsewhere.load() : -1;
}

Value thrown(const Args& args) {
  const Threads threads(integer(args, 2));
  std::atomic<std::int64_t> ran{0};
  try {
    tw::parallel_for(integer(args, 0), 1, [&](std::int64_t begin, std::int64_t) {
      ++ran;
      if (begin == integer(args, 1)) throw std::runtime_error("piece " + std::to_string(begin));
    });
  } catch (const std::runtime_error& error) {
    return std::string(error.what()) + " of " + std::to_string(ran.load());
  }
  return std::string("nothing came out");
}

std::int64_t wrong_sums(std::int64_t rounds) {
  std::int64_t wrong = 0;
  for (std::int64_t round = 0; round < rounds; ++round) {
    std::atomic<std::int64_t> sum{0};
    tw::parallel_for(1000 + round, 7, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) sum += i;
    });
    const std::int64_t count = 1000 + round;
    if (sum != count * (count - 1) / 2) ++wrong;
  }
  return wrong;
}

Value from_many(const Args& args) {
  const Threads several(3);
  std::atomic<std::int64_t> wrong{0};
  std::vector<std::thread> callers;
  for (std::int64_t i = 0; i < integer(args, 0); ++i) {
    callers.emplace_back([&] { wrong += wrong_sums(integer(args, 1)); });
  }
  for (std::thread& caller : callers) caller.join();
  return wrong.load();
}

Value same_bits(const Args& args) {
  const std::vector<Value> values(args.begin() + 2, args.end());
  const auto run = [&](std::int64_t count) {
    const Threads threads(count);
    return read_tensor(wright::host::as<Tensor>(call_op(text(args, 1), values).at(0)));
  };
  return run(1).storage == run(integer(args, 0)).storage;
}

Value helped(const Args& args) {
  const Threads threads(integer(args, 0));
  std::mutex mutex;
  std::set<std::thread::id> seen;
  tw::parallel_for(8, 1, [&](std::int64_t, std::int64_t) {
    {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  });
  return static_cast<std::int64_t>(seen.size()) == integer(args, 0);
}

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

Value idle(const Args& args) {
  const Threads threads(4);
  static_cast<void>(wrong_sums(3));
  const double before = processor_seconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(integer(args, 0)));
  return processor_seconds() - before < 1e-4 * static_cast<double>(integer(args, 0));
}

std::int64_t threads_of_process() {
  DIR* directory = opendir("/proc/self/task");
  if (directory == nullptr) return -1;
  std::int64_t count = 0;
  while (const dirent* entry = readdir(directory)) count += entry->d_name[0] == '.' ? 0 : 1;
  closedir(directory);
  return count;
}

Value started(const Args& args) {
  const std::int64_t before = threads_of_process();
  const Tensor x = tensor(args, 0);
  static_cast<void>(tw::exp(tw::add(x, tw::softmax(x, 0))));
  return threads_of_process() - before;
}

Value threads_refused(const Args& args) {
  tw::set_threads(static_cast<int>(integer(args, 0)));
  return std::string("not refused");
}

const Asks kAsks{
    {"stretches", stretches}, {"nested", nested},       {"thrown", thrown},
    {"from_many", from_many}, {"same_bits", same_bits}, {"helped", helped},
    {"idle", idle},           {"started", started},     {"threads_refused", threads_refused},
};

}  // namespace
