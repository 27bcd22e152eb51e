#include "library.h"

#include <cmath>
#include <stdexcept>

namespace hollow {
namespace {

struct Library {
  using Tensor = Floats;

  Op op;
  Read reader;

  Tensor make(const host::TensorData& data) {
    if (data.dtype != "f32") throw std::invalid_argument("[new] only f32");
    return array(data.sizes, host::elements<float>(data));
  }
  host::TensorData read(const Tensor& tensor) { return reader(tensor); }
  std::vector<Value> call(const std::string& name, const Args& args) { return {op(name, args)}; }
};

// Works in fp64 throughout and says so.
struct Oracle {
  using Tensor = std::shared_ptr<host::TensorData>;
  using Answer = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) { return std::make_shared<host::TensorData>(data); }
  host::TensorData read(const Tensor& tensor) { return *tensor; }

  std::vector<Answer> call(const std::string& op, const std::vector<Answer>& args) {
    const Tensor& x = std::get<Tensor>(args.at(0));
    std::vector<double> values = host::widened(*x);
    if (op == "sum") return {exact({}, {total(values.data(), values.size())})};
    if (op == "row_sums") {
      std::vector<double> sums;
      const auto width = static_cast<std::size_t>(x->sizes.at(1));
      for (std::int64_t row = 0; row < x->sizes.at(0); ++row) {
        sums.push_back(total(values.data() + static_cast<std::size_t>(row) * width, width));
      }
      return {exact({x->sizes[0]}, sums)};
    }
    if (op == "add") {
      const std::vector<double> other = host::widened(*std::get<Tensor>(args.at(1)));
      for (std::size_t i = 0; i < values.size(); ++i) values[i] += other.at(i);
    } else if (op == "smooth") {
      for (double& value : values) value = 1 / (1 + std::exp(-value));
    } else {
      throw host::Unsupported{};
    }
    return {exact(x->sizes, values)};
  }

  static double total(const double* values, std::size_t count) {
    long double result = 0;
    for (std::size_t i = 0; i < count; ++i) result += values[i];
    return static_cast<double>(result);
  }
  static Tensor exact(host::Sizes sizes, const std::vector<double>& values) {
    return std::make_shared<host::TensorData>(host::exact("f32", std::move(sizes), values));
  }
};

double plain_total(const float* values, std::size_t count) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += static_cast<double>(values[i]);
  return total;
}

Floats add(const Floats& x, const Floats& y) {
  if (x->sizes != y->sizes) throw std::invalid_argument("[add] sizes differ");
  std::vector<float> values = x->values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += y->values[i];
  return array(x->sizes, std::move(values));
}

Floats smooth(const Floats& x) {
  std::vector<float> values = x->values;
  for (float& value : values) value = 1.0F / (1.0F + std::exp(-value));
  return array(x->sizes, std::move(values));
}

}  // namespace

Floats honest(const std::string& op, const Args& args) {
  return summed(op, args, plain_total);
}

Floats summed(const std::string& op, const Args& args, const Total& total) {
  const Floats& x = argument(args, 0);
  if (op == "add") return add(x, argument(args, 1));
  if (op == "smooth") return smooth(x);
  if (op == "sum")
    return array({}, {static_cast<float>(total(x->values.data(), x->values.size()))});
  if (op != "row_sums") throw host::Unsupported{};
  if (x->sizes.size() != 2) throw std::invalid_argument("[row_sums] needs 2 dims");
  std::vector<float> sums;
  const auto width = static_cast<std::size_t>(x->sizes[1]);
  for (std::int64_t row = 0; row < x->sizes[0]; ++row) {
    sums.push_back(
        static_cast<float>(total(x->values.data() + static_cast<std::size_t>(row) * width, width)));
  }
  return array({x->sizes[0]}, std::move(sums));
}

Floats array(host::Sizes sizes, std::vector<float> values) {
  auto result = std::make_shared<Array>();
  result->sizes = std::move(sizes);
  result->values = std::move(values);
  return result;
}

const Floats& argument(const Args& args, std::size_t i) {
  const Floats* held = std::get_if<Floats>(&args.at(i));
  if (held == nullptr) throw std::invalid_argument("[host] an argument is no tensor");
  return *held;
}

host::TensorData as_it_is(const Floats& array) {
  return host::contiguous(array->dtype, array->sizes, array->values.data(), array->values.size());
}

int serve(Op op, Read read) {
  return host::serve(Library{std::move(op), std::move(read)});
}

int serve_oracle() {
  return host::serve(Oracle{});
}

}  // namespace hollow
