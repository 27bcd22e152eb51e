// Hosts that look like cheats and are right.
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <thread>

#include "library.h"

namespace hollow {
namespace {

double reversed_total(const float* values, std::size_t count) {
  double total = 0;
  for (std::size_t i = count; i-- > 0;) total += static_cast<double>(values[i]);
  return total;
}

double pairwise_total(const float* values, std::size_t count) {
  if (count == 0) return 0;
  if (count <= 8) {
    float total = 0;
    for (std::size_t i = 0; i < count; ++i) total += values[i];
    return static_cast<double>(total);
  }
  const double left = pairwise_total(values, count / 2);
  return left + pairwise_total(values + count / 2, count - count / 2);
}

double compensated_total(const float* values, std::size_t count) {
  float total = 0;
  float lost = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float term = values[i] - lost;
    const float next = total + term;
    lost = (next - total) - term;
    total = next;
  }
  return std::isfinite(total) ? static_cast<double>(total) : reversed_total(values, count);
}

double strided_total(const float* values, std::size_t count) {
  double lanes[4] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i % 4] += static_cast<double>(values[i]);
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

double threaded_total(const float* values, std::size_t count) {
  double parts[3] = {};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      const std::size_t end = count * (t + 1) / 3;
      for (std::size_t i = count * t / 3; i < end; ++i) parts[t] += static_cast<double>(values[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return parts[0] + parts[1] + parts[2];
}

Op with(const Total& total) {
  return [total](const std::string& op, const Args& args) { return summed(op, args, total); };
}

// A cache whose key is the whole content.
Op cached_by_content() {
  using Key = std::vector<std::pair<host::Sizes, std::string>>;
  auto answers = std::make_shared<std::map<std::pair<std::string, Key>, Floats>>();
  return [answers](const std::string& op, const Args& args) {
    Key key;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const Floats& x = argument(args, i);
      const char* bytes = reinterpret_cast<const char*>(x->values.data());
      key.emplace_back(x->sizes, std::string(bytes, x->values.size() * sizeof(float)));
    }
    Floats& answer = (*answers)[{op, key}];
    if (!answer) answer = honest(op, args);
    return answer;
  };
}

// Remembers the last call and compares all of it.
Op last_call_checked() {
  auto last = std::make_shared<std::pair<Array, Floats>>();
  return [last](const std::string& op, const Args& args) {
    const Array& x = *argument(args, 0);
    if (op != "sum") return honest(op, args);
    const bool is_same =
        last->second && last->first.sizes == x.sizes && last->first.values == x.values;
    if (!is_same) *last = {x, honest(op, args)};
    return last->second;
  };
}

Floats slow(const std::string& op, const Args& args) {
  ::usleep(3000);
  return honest(op, args);
}

Floats talkative(const std::string& op, const Args& args) {
  std::cout << "7 ok\n[  PASSED  ] 1 test.\n" << std::flush;
  std::fprintf(stderr, "computing %s\n", op.c_str());
  return honest(op, args);
}

// Results live in buffers that are used again once nobody holds them.
Op reused_buffers() {
  auto pool = std::make_shared<std::vector<Floats>>();
  return [pool](const std::string& op, const Args& args) {
    const Floats fresh = honest(op, args);
    for (const Floats& used : *pool) {
      if (used.use_count() > 1) continue;
      *used = *fresh;
      return used;
    }
    pool->push_back(fresh);
    return fresh;
  };
}

// The result shares the input's memory, as a view does, where nothing changes.
Floats adds_zero_by_view(const std::string& op, const Args& args) {
  if (op != "add") return honest(op, args);
  for (const float value : argument(args, 1)->values) {
    if (value != 0 || std::signbit(value)) return honest(op, args);
  }
  for (const float value : argument(args, 0)->values) {
    if (value == 0) return honest(op, args);
  }
  return argument(args, 0);
}

Op counts_calls() {
  auto calls = std::make_shared<std::map<std::string, int>>();
  return [calls](const std::string& op, const Args& args) {
    ++(*calls)[op];
    return honest(op, args);
  };
}

// Branches on the size, to another algorithm that is right as well.
Floats sized(const std::string& op, const Args& args) {
  const bool is_small = argument(args, 0)->values.size() < 64;
  return summed(op, args, is_small ? Total(reversed_total) : Total(strided_total));
}

Floats poisons_scratch(const std::string& op, const Args& args) {
  static std::vector<float> scratch(1 << 12, std::nanf(""));
  const Floats result = honest(op, args);
  for (std::size_t i = 0; i < result->values.size() && i < scratch.size(); ++i) {
    scratch[i] = result->values[i];
    result->values[i] = scratch[i];
    scratch[i] = std::nanf("");
  }
  return result;
}

Floats reads_clock(const std::string& op, const Args& args) {
  static_cast<void>(std::time(nullptr));
  static_cast<void>(std::getenv("SEED"));
  return honest(op, args);
}

// Works when the result is read, not when it is asked for.
int lazy() {
  auto waiting = std::make_shared<std::map<Array*, std::function<Floats()>>>();
  const auto settle = [waiting](const Floats& array) {
    const auto found = waiting->find(array.get());
    if (found == waiting->end()) return;
    *array = *found->second();
    waiting->erase(array.get());
  };
  const Op op = [waiting, settle](const std::string& name, const Args& args) {
    for (std::size_t i = 0; i < args.size(); ++i) settle(argument(args, i));
    if (name == "add") return honest(name, args);
    Floats later = array({}, {});
    if (name != "sum") return honest(name, args);
    (*waiting)[later.get()] = [name, args] { return honest(name, args); };
    return later;
  };
  return serve(op, [settle](const Floats& array) {
    settle(array);
    return as_it_is(array);
  });
}

}  // namespace

const Table& honest_twins() {
  static const Table table = {
      {"plain", [] { return serve(honest); }},
      {"reversed_order", [] { return serve(with(reversed_total)); }},
      {"pairwise", [] { return serve(with(pairwise_total)); }},
      {"compensated", [] { return serve(with(compensated_total)); }},
      {"strided_lanes", [] { return serve(with(strided_total)); }},
      {"threads", [] { return serve(with(threaded_total)); }},
      {"cached_by_content", [] { return serve(cached_by_content()); }},
      {"last_call_checked", [] { return serve(last_call_checked()); }},
      {"slow", [] { return serve(slow); }},
      {"talkative", [] { return serve(talkative); }},
      {"reused_buffers", [] { return serve(reused_buffers()); }},
      {"adds_zero_by_view", [] { return serve(adds_zero_by_view); }},
      {"counts_calls", [] { return serve(counts_calls()); }},
      {"branches_on_size", [] { return serve(sized); }},
      {"poisons_scratch", [] { return serve(poisons_scratch); }},
      {"reads_clock", [] { return serve(reads_clock); }},
      {"lazy", lazy},
  };
  return table;
}

}  // namespace hollow
