#include "tw/parallel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/fail.h"
#include "core/parallel_spin.h"

namespace tw {
namespace {

using Piece = std::function<void(std::int64_t begin, std::int64_t end)>;

thread_local bool inside_piece = false;

struct Failure {
  std::int64_t stretch = 0;
  std::exception_ptr error;
};

// One call of parallel_for.
class Job {
 public:
  Job(std::int64_t count, std::int64_t grain, const Piece& piece)
      : count_(count),
        grain_(grain),
        stretches_(count / grain + (count % grain != 0 ? 1 : 0)),
        piece_(piece) {}

  [[nodiscard]] std::int64_t stretches() const noexcept { return stretches_; }
  [[nodiscard]] bool has_more() const noexcept {
    return next_.load(std::memory_order_relaxed) < stretches_;
  }

  // Runs stretches until all are taken, and gives the first failure among its own.
  [[nodiscard]] Failure work() noexcept {
    const bool inside_another = std::exchange(inside_piece, true);
    Failure failure;
    for (;;) {
      const std::int64_t stretch = next_.fetch_add(1, std::memory_order_relaxed);
      if (stretch >= stretches_) break;
      const std::int64_t begin = stretch * grain_;
      try {
        piece_(begin, begin + std::min(grain_, count_ - begin));
      } catch (...) {
        if (!failure.error) failure = {stretch, std::current_exception()};
      }
    }
    inside_piece = inside_another;
    return failure;
  }

  // Keeps that of the lowest stretch, which no timing decides.
  void keep(Failure failure) noexcept {
    if (failure.error && (!failure_.error || failure.stretch < failure_.stretch))
      std::swap(failure_, failure);
  }
  void rethrow() const {
    if (failure_.error) std::rethrow_exception(failure_.error);
  }

  // Workers that came in, under the pool's mutex, and did not leave yet; the job may be gone as
  // soon as there are none.
  std::atomic<int> helpers{0};

 private:
  const std::int64_t count_;
  const std::int64_t grain_;
  const std::int64_t stretches_;
  const Piece& piece_;
  std::atomic<std::int64_t> next_{0};
  Failure failure_;  // Where the pool helps, its mutex guards it.
};

class Pool {
 public:
  [[nodiscard]] int threads() const noexcept { return threads_.load(std::memory_order_relaxed); }

  void run(Job& job) noexcept {
    std::unique_lock lock(mutex_, std::defer_lock);
    lock_soon(lock);
    const std::size_t epoch = epoch_;
    ++running_[epoch];
    const bool shared = job.stretches() > 1 && job_ == nullptr && !changing_ && threads() > 1;
    std::int64_t to_wake = 0;
    if (shared) {
      job_ = &job;
      if (!started_) start_workers(lock);
      const auto workers = static_cast<std::int64_t>(workers_.size());
      to_wake = std::min(sleeping_, std::min(workers, job.stretches() - 1) - spinning_);
    }
    lock.unlock();
    // Without the lock, which the workers need.
    if (shared) call_spinning();
    for (; to_wake > 0; --to_wake) wake_.notify_one();

    Failure failure = job.work();

    lock_soon(lock);
    job.keep(std::move(failure));
    if (shared) {
      job_ = nullptr;
      await_helpers(job, lock);
    }
    if (--running_[epoch] == 0) ended_.notify_all();
  }

  // Waits for the calls that are running.  Those that begin meanwhile run without workers.
  void set_threads(int threads) {
    const std::lock_guard one_at_a_time(setting_);
    std::unique_lock lock(mutex_);
    changing_ = true;
    const std::size_t before = std::exchange(epoch_, 1 - epoch_);
    ended_.wait(lock, [&] { return running_[before] == 0; });
    threads_.store(threads, std::memory_order_relaxed);
    call_spinning();
    wake_.notify_all();
    lock.unlock();
    while (workers_.size() > workers_wanted()) {
      workers_.back().join();
      workers_.pop_back();
    }
    lock.lock();
    if (started_) start_workers(lock);
    changing_ = false;
  }

 private:
  [[nodiscard]] std::size_t workers_wanted() const noexcept {
    return static_cast<std::size_t>(threads() - 1);
  }

  // Returns when they run, so that they take part in few long pieces as well.  Where the system
  // gives no more threads, it is done with fewer.
  void start_workers(std::unique_lock<std::mutex>& lock) noexcept {
    started_ = true;
    create_workers();
    ended_.wait(lock, [&] { return ready_ == workers_.size(); });
  }

  void create_workers() noexcept {
    try {
      while (workers_.size() < workers_wanted())
        workers_.emplace_back([this, index = workers_.size()] { help(index); });
    } catch (const std::exception&) {
      return;
    }
  }

  void help(std::size_t index) noexcept {
    std::unique_lock lock(mutex_);
    ++ready_;
    ended_.notify_all();
    for (;;) {
      await_call(index, lock);
      if (index >= workers_wanted()) {
        --ready_;
        return;
      }
      Job& job = *job_;
      job.helpers.fetch_add(1, std::memory_order_relaxed);
      lock.unlock();
      Failure failure = job.work();
      if (failure.error) {
        lock.lock();
        job.keep(std::move(failure));
        lock.unlock();
      }
      leave(job);
      lock_soon(lock);
    }
  }

  // A worker that has just worked is soon called again, or not for long.  One that came too late to
  // a call sleeps: others were enough for it.
  void await_call(std::size_t index, std::unique_lock<std::mutex>& lock) noexcept {
    const auto called = [&] {
      return index >= workers_wanted() || (job_ != nullptr && job_->has_more());
    };
    if (!called()) {
      const std::uint64_t calls = calls_.load(std::memory_order_relaxed);
      ++spinning_;
      lock.unlock();
      spin_until([&] { return calls_.load(std::memory_order_relaxed) != calls; });
      lock_soon(lock);
      --spinning_;
    }
    ++sleeping_;
    wake_.wait(lock, called);
    --sleeping_;
  }

  void call_spinning() noexcept { calls_.fetch_add(1, std::memory_order_relaxed); }

  // Either this one sees that somebody sleeps, or who is about to sleep sees that none is left: the
  // order of both pairs is the same for all threads.
  void leave(Job& job) noexcept {
    if (job.helpers.fetch_sub(1) > 1 || sleeping_callers_.load() == 0) return;
    { const std::lock_guard lock(mutex_); }
    ended_.notify_all();
  }

  // No worker comes in any more.
  void await_helpers(const Job& job, std::unique_lock<std::mutex>& lock) noexcept {
    const auto all_left = [&] { return job.helpers.load() == 0; };
    if (all_left()) return;
    lock.unlock();
    const bool left = spin_until(all_left);
    lock_soon(lock);
    if (left) return;
    ++sleeping_callers_;
    ended_.wait(lock, all_left);
    --sleeping_callers_;
  }

  std::atomic<int> threads_{std::max(1, static_cast<int>(std::thread::hardware_concurrency()))};
  std::mutex setting_;  // Comes before the other.
  std::mutex mutex_;
  std::condition_variable wake_;   // There is work, or fewer workers are wanted.
  std::condition_variable ended_;  // Workers run or have left a job, or calls have ended.
  Job* job_ = nullptr;             // The one that has the workers.
  std::int64_t spinning_ = 0;      // Workers that wait for a change of `calls_`,
  std::int64_t sleeping_ = 0;      // and those that need `wake_`.
  std::atomic<std::uint64_t> calls_{0};
  std::atomic<int> sleeping_callers_{0};  // That wait for the last workers to leave.
  bool started_ = false;
  std::size_t ready_ = 0;              // Workers that run.
  bool changing_ = false;              // Workers end or start: no job gets them.
  std::size_t epoch_ = 0;              // Changes with each set_threads.
  std::array<int, 2> running_ = {};    // Calls that began in each epoch.
  std::vector<std::thread> workers_;  // Changes under the lock, or while `changing_` and no job.
};

// Never destroyed: workers sleep in it until the process has ended.
Pool& pool() noexcept {
  alignas(Pool) static std::array<std::byte, sizeof(Pool)> memory;
  static Pool& only = *new (memory.data()) Pool;
  return only;
}

}  // namespace

int threads() noexcept {
  return pool().threads();
}

void set_threads(int count) {
  if (count < 1) fail("set_threads", "a thread is needed, got " + std::to_string(count));
  if (inside_piece) fail("set_threads", "a piece of parallel_for would wait for itself");
  pool().set_threads(count);
}

void parallel_for(std::int64_t count, std::int64_t grain, const Piece& piece) {
  if (count <= 0) return;
  Job job(count, std::max(grain, std::int64_t{1}), piece);
  if (inside_piece)
    job.keep(job.work());
  else
    pool().run(job);
  job.rethrow();
}

}  // namespace tw
