// Derivatives: what the nodes of graphs call to send a gradient back.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tw/tensor.h"

namespace tw::autograd {

// Which gradients of a node's inputs a pass asks for, one for each edge.
using Wanted = std::span<const unsigned char>;

class OpNode;

// One call of a derivative.
class Step {
 public:
  Step(OpNode& node, std::string_view pass, Tensor& gradient, Wanted wanted) noexcept
      : node_(node), pass_(pass), gradient_(gradient), wanted_(wanted) {}

  // Of the result, with its sizes and dtype.
  [[nodiscard]] const Tensor& gradient() const noexcept { return gradient_; }
  // The same, where nothing asks for it afterwards.
  [[nodiscard]] Tensor last_gradient() const noexcept { return std::move(gradient_); }
  // Whether the gradient of this input is asked for.
  [[nodiscard]] bool wants(std::size_t input) const noexcept { return wanted_[input] != 0; }
  // One of the tensors that were saved.
  [[nodiscard]] Tensor saved(std::size_t i) const;

 private:
  OpNode& node_;
  std::string_view pass_;
  Tensor& gradient_;
  Wanted wanted_;
};

// A function that gives a gradient for each input, of the input's sizes and dtype, as a vector or
// an array; it may be undefined where step.wants() is false.  Is written with the functions of
// tw/ops.h, and captures no tensors.  Small functions lie in the object itself.
class Derivative {
 public:
  template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Derivative>)
  Derivative(Function&& function) {
    using Plain = std::decay_t<Function>;
    using Kept = std::conditional_t<kFits<Plain>, Plain, Apart<Plain>>;
    ::new (static_cast<void*>(room_)) Kept(std::forward<Function>(function));
    actions_ = &kActions<Kept>;
  }
  Derivative(Derivative&& other) noexcept : actions_(std::exchange(other.actions_, nullptr)) {
    if (actions_ != nullptr) actions_->move(other.room_, room_);
  }
  Derivative& operator=(Derivative&&) = delete;
  ~Derivative() { clear(); }

  void clear() noexcept {
    if (const Actions* actions = std::exchange(actions_, nullptr)) actions->destroy(room_);
  }
  // Writes the gradients that are wanted.
  void operator()(const Step& step, std::span<Tensor> gradients) const {
    actions_->call(room_, step, gradients);
  }

 private:
  static constexpr std::size_t kRoom = 64;

  template <class Function>
  static constexpr bool kFits = sizeof(Function) <= kRoom && alignof(Function) <= alignof(void*) &&
                                std::is_nothrow_move_constructible_v<Function>;

  // A function that does not fit.
  template <class Function>
  struct Apart {
    explicit Apart(Function&& function) : held(std::make_unique<Function>(std::move(function))) {}
    explicit Apart(const Function& function) : held(std::make_unique<Function>(function)) {}
    auto operator()(const Step& step) const { return std::as_const(*held)(step); }
    std::unique_ptr<Function> held;
  };

  struct Actions {
    void (*call)(const void* function, const Step& step, std::span<Tensor> gradients);
    void (*move)(void* from, void* to) noexcept;  // And destroys the one that was moved.
    void (*destroy)(void* function) noexcept;
  };

  template <class Kept>
  static void call(const void* function, const Step& step, std::span<Tensor> gradients) {
    auto given = (*static_cast<const Kept*>(function))(step);
    for (std::size_t i = 0; i < gradients.size(); ++i)
      if (step.wants(i)) gradients[i] = std::move(given.at(i));
  }
  template <class Kept>
  static void move(void* from, void* to) noexcept {
    auto* function = static_cast<Kept*>(from);
    ::new (to) Kept(std::move(*function));
    function->~Kept();
  }
  template <class Kept>
  static void destroy(void* function) noexcept {
    static_cast<Kept*>(function)->~Kept();
  }
  template <class Kept>
  static constexpr Actions kActions{&call<Kept>, &move<Kept>, &destroy<Kept>};

  const Actions* actions_;  // Null where it was moved away or cleared.
  alignas(void*) std::byte room_[kRoom];
};

// The derivative of an op of one input, as a function of the gradient alone.
template <class Function>
Derivative of_one(Function function) {
  return [function = std::move(function)](const Step& step) {
    return std::array<Tensor, 1>{function(step.gradient())};
  };
}

}  // namespace tw::autograd
