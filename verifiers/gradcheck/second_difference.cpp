#include "gradcheck/second_difference.h"

#include <algorithm>
#include <cmath>

#include "grader/compare.h"

namespace wright {
namespace {

// With s the longer of the two steps, both together err by s^4 and by the
// rounding error of fp64 over s^2.
constexpr double kSecondStep = 1.0e-3;

class Differing {
 public:
  Differing(const Case& one, const Derivation& derivation, Seat& oracle, const Direction& by,
            const Place& place)
      : case_(one), derived_(derivation), oracle_(oracle), by_(by), place_(place) {}

  Result<double> difference(double scale);

 private:
  Result<Tensor> moved(double along, double to);

  const Case& case_;
  const Derivation& derived_;
  Seat& oracle_;
  const Direction& by_;
  const Place& place_;
};

std::vector<double> elements_of(const Storage& storage);
double largest(const Storage& storage);

}  // namespace

// The errors of second order cancel between the two steps.
Result<std::optional<double>> second_difference(const Case& one, const Derivation& derivation,
                                                Seat& oracle, const Direction& by,
                                                const Place& place, const Tolerance& tolerance) {
  Differing differing(one, derivation, oracle, by, place);
  const double coarse = TRY(differing.difference(1));
  const double fine = TRY(differing.difference(0.5));
  if (!std::isfinite(coarse) || compare(Value(coarse), Value(fine), tolerance)) {
    return std::optional<double>();
  }
  return std::optional<double>((4 * fine - coarse) / 3);
}

namespace {

// The mixed central difference.
Result<double> Differing::difference(double scale) {
  const double x =
      elements_of(derived_.storage(place_.input)).at(static_cast<std::size_t>(place_.at));
  const double to = scale * kSecondStep * std::max(1.0, std::fabs(x));
  const double along = scale * kSecondStep * std::max(1.0, largest(derived_.storage(by_.first)));
  const Tensor both = TRY(moved(along, to));
  const Tensor one = TRY(moved(along, -to));
  const Tensor other = TRY(moved(-along, to));
  const Tensor none = TRY(moved(-along, -to));
  double total = 0;
  for (std::int64_t i = 0; i < count_of(by_.cotangent.sizes); ++i) {
    total += element(by_.cotangent, i) *
             (element(both, i) - element(one, i) - element(other, i) + element(none, i));
  }
  return total / (4 * along * to);
}

Result<Tensor> Differing::moved(double along, double to) {
  Program program = derived_.forward;
  for (const std::size_t input : {by_.first, place_.input}) {
    std::vector<double> values = elements_of(derived_.storage(input));
    for (std::size_t i = 0; input == by_.first && i < values.size(); ++i) {
      values[i] += along * element(by_.along, static_cast<std::int64_t>(i));
    }
    if (input == place_.input) values[static_cast<std::size_t>(place_.at)] += to;
    Storage& storage = std::get<NewStep>(program.steps[derived_.inputs[input]].what).storage;
    Stream unused("");
    storage = storage_of({"f64", storage.sizes, values, {}, Layout::contiguous}, unused);
  }
  Tensor value = TRY(oracle_value(case_, oracle_, program));
  if (value.sizes == by_.cotangent.sizes) return value;
  return derivation_fault(case_, "the oracle's sizes depend on the values");
}

std::vector<double> elements_of(const Storage& storage) {
  const Tensor tensor = tensor_of(storage);
  std::vector<double> elements(static_cast<std::size_t>(count_of(tensor.sizes)));
  for (std::size_t i = 0; i < elements.size(); ++i) {
    elements[i] = element(tensor, static_cast<std::int64_t>(i));
  }
  return elements;
}

double largest(const Storage& storage) {
  double size = 0;
  for (const double value : elements_of(storage)) size = std::max(size, std::fabs(value));
  return size;
}

}  // namespace
}  // namespace wright
