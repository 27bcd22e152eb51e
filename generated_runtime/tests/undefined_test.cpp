// Every op says so where one of its tensors is undefined, before it looks at anything else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/indexing.h"
#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/random.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Tensors = std::vector<Tensor>;

struct Op {
  std::string name;
  std::function<void(const Tensors& xs)> call;
  Tensors fitting;
};

Tensor matrix(Dtype dtype = Dtype::f32) {
  return tw::full({2, 2}, 1, dtype);
}

Tensor row(Dtype dtype = Dtype::f32) {
  return tw::full({2}, 1, dtype);
}

Op of_one(const std::string& name, Tensor (*op)(const Tensor&)) {
  return {name, [op](const Tensors& xs) { (void)op(xs[0]); }, {matrix()}};
}

Op of_two(const std::string& name, Tensor (*op)(const Tensor&, const Tensor&)) {
  return {name, [op](const Tensors& xs) { (void)op(xs[0], xs[1]); }, {matrix(), matrix()}};
}

Op reduction(const std::string& name,
             Tensor (*op)(const Tensor&, std::optional<tw::IntSpan>, bool)) {
  return {name, [op](const Tensors& xs) { (void)op(xs[0], std::nullopt, false); }, {matrix()}};
}

std::vector<Op> elementwise_ops() {
  std::vector<Op> ops = {
      of_one("neg", &tw::neg),         of_one("abs", &tw::abs),
      of_one("sign", &tw::sign),       of_one("square", &tw::square),
      of_one("relu", &tw::relu),       of_one("sqrt", &tw::sqrt),
      of_one("rsqrt", &tw::rsqrt),     of_one("exp", &tw::exp),
      of_one("expm1", &tw::expm1),     of_one("log", &tw::log),
      of_one("log1p", &tw::log1p),     of_one("sin", &tw::sin),
      of_one("cos", &tw::cos),         of_one("tanh", &tw::tanh),
      of_one("sigmoid", &tw::sigmoid), of_one("gelu", &tw::gelu),
      of_one("silu", &tw::silu),       of_one("gelu_tanh", &tw::gelu_tanh),
      of_two("add", &tw::add),         of_two("sub", &tw::sub),
      of_two("mul", &tw::mul),         of_two("div", &tw::div),
      of_two("maximum", &tw::maximum), of_two("minimum", &tw::minimum),
      of_two("eq", &tw::eq),           of_two("ne", &tw::ne),
      of_two("lt", &tw::lt),           of_two("le", &tw::le),
      of_two("gt", &tw::gt),           of_two("ge", &tw::ge),
      of_one("logical_not", &tw::logical_not)};
  ops.push_back({"where", [](const Tensors& xs) { (void)tw::where(xs[0], xs[1], xs[2]); },
                 {matrix(Dtype::boolean), matrix(), matrix()}});
  ops.push_back({"clamp", [](const Tensors& xs) { (void)tw::clamp(xs[0], 0.0); }, {matrix()}});
  ops.push_back(
      {"cast", [](const Tensors& xs) { (void)tw::cast(xs[0], Dtype::f64); }, {matrix()}});
  ops.push_back({"dropout", [](const Tensors& xs) { (void)tw::dropout(xs[0]); }, {matrix()}});
  return ops;
}

std::vector<Op> reductions() {
  std::vector<Op> ops = {reduction("sum", &tw::sum),   reduction("mean", &tw::mean),
                         reduction("amax", &tw::amax), reduction("amin", &tw::amin),
                         reduction("any", &tw::any),   reduction("all", &tw::all)};
  ops.push_back({"var", [](const Tensors& xs) { (void)tw::var(xs[0]); }, {matrix()}});
  ops.push_back({"argmax", [](const Tensors& xs) { (void)tw::argmax(xs[0]); }, {matrix()}});
  ops.push_back({"argmin", [](const Tensors& xs) { (void)tw::argmin(xs[0], 1); }, {matrix()}});
  return ops;
}

std::vector<Op> layers() {
  return {
      of_two("matmul", &tw::matmul),
      {"bmm", [](const Tensors& xs) { (void)tw::bmm(xs[0], xs[1]); },
       {tw::full({1, 2, 2}, 1), tw::full({1, 2, 2}, 1)}},
      {"linear", [](const Tensors& xs) { (void)tw::linear(xs[0], xs[1]); },
       {matrix(), matrix()}},
      {"linear", [](const Tensors& xs) { (void)tw::linear(xs[0], xs[1], xs[2]); },
       {matrix(), matrix(), row()}},
      {"softmax", [](const Tensors& xs) { (void)tw::softmax(xs[0], 0); }, {matrix()}},
      {"log_softmax", [](const Tensors& xs) { (void)tw::log_softmax(xs[0], 0); }, {matrix()}},
      {"cross_entropy", [](const Tensors& xs) { (void)tw::cross_entropy(xs[0], xs[1]); },
       {matrix(), row(Dtype::i64)}},
      {"layer_norm", [](const Tensors& xs) { (void)tw::layer_norm(xs[0], xs[1], xs[2]); },
       {matrix(), row(), row()}},
      {"layer_norm", [](const Tensors& xs) { (void)tw::layer_norm(xs[0], {}, xs[1]); },
       {matrix(), row()}},
      {"rms_norm", [](const Tensors& xs) { (void)tw::rms_norm(xs[0], xs[1]); },
       {matrix(), row()}},
      {"attention", [](const Tensors& xs) { (void)tw::attention(xs[0], xs[1], xs[2], true); },
       {matrix(), matrix(), matrix()}},
      of_two("mse_loss", &tw::mse_loss),
      of_two("bce_with_logits", &tw::bce_with_logits)};
}

std::vector<Op> views_and_indexing() {
  return {
      {"transpose", [](const Tensors& xs) { (void)tw::transpose(xs[0], 0, 1); }, {matrix()}},
      {"permute", [](const Tensors& xs) { (void)tw::permute(xs[0], {1, 0}); }, {matrix()}},
      {"reshape", [](const Tensors& xs) { (void)tw::reshape(xs[0], {4}); }, {matrix()}},
      {"expand", [](const Tensors& xs) { (void)tw::expand(xs[0], {2, 2}); }, {matrix()}},
      {"narrow", [](const Tensors& xs) { (void)tw::narrow(xs[0], 0, 0, 1); }, {matrix()}},
      {"slice", [](const Tensors& xs) { (void)tw::slice(xs[0], 0); }, {matrix()}},
      {"select", [](const Tensors& xs) { (void)tw::select(xs[0], 0, 1); }, {matrix()}},
      {"squeeze", [](const Tensors& xs) { (void)tw::squeeze(xs[0], 0); }, {tw::full({1}, 1)}},
      {"unsqueeze", [](const Tensors& xs) { (void)tw::unsqueeze(xs[0], 0); }, {matrix()}},
      {"as_strided", [](const Tensors& xs) { (void)tw::as_strided(xs[0], {2}, {1}, 0); },
       {matrix()}},
      {"contiguous", [](const Tensors& xs) { (void)tw::contiguous(xs[0]); }, {matrix()}},
      {"clone", [](const Tensors& xs) { (void)tw::clone(xs[0]); }, {matrix()}},
      {"cat", [](const Tensors& xs) { (void)tw::cat(xs); }, {matrix(), matrix(), matrix()}},
      {"stack", [](const Tensors& xs) { (void)tw::stack(xs); }, {matrix(), matrix(), matrix()}},
      {"split", [](const Tensors& xs) { (void)tw::split(xs[0], 1); }, {matrix()}},
      {"index_select", [](const Tensors& xs) { (void)tw::index_select(xs[0], 0, xs[1]); },
       {matrix(), row(Dtype::i64)}},
      {"gather", [](const Tensors& xs) { (void)tw::gather(xs[0], 0, xs[1]); },
       {matrix(), matrix(Dtype::i64)}},
      {"scatter_add", [](const Tensors& xs) { (void)tw::scatter_add(xs[0], 0, xs[1], xs[2]); },
       {matrix(), matrix(Dtype::i64), matrix()}},
      {"embedding", [](const Tensors& xs) { (void)tw::embedding(xs[0], xs[1]); },
       {matrix(), row(Dtype::i64)}}};
}

std::vector<Op> in_place_ops() {
  std::vector<Op> ops = {of_two("add_", &tw::add_), of_two("sub_", &tw::sub_),
                         of_two("mul_", &tw::mul_), of_two("div_", &tw::div_),
                         of_two("copy_", &tw::copy_), of_one("relu_", &tw::relu_)};
  ops.push_back({"fill_", [](const Tensors& xs) { (void)tw::fill_(xs[0], 1.0); }, {matrix()}});
  ops.push_back({"clamp_", [](const Tensors& xs) { (void)tw::clamp_(xs[0], 0.0); }, {matrix()}});
  return ops;
}

std::string message_of(const Op& op, const Tensors& xs) {
  try {
    op.call(xs);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// Leaves out one tensor after the other; the others stay as they are, or all are `other`.
void expect_all_needed(const std::vector<Op>& ops, const Tensor& other = Tensor()) {
  for (const Op& op : ops) {
    for (std::size_t i = 0; i < op.fitting.size(); ++i) {
      Tensors xs = other.defined() ? Tensors(op.fitting.size(), other) : op.fitting;
      xs[i] = Tensor();
      EXPECT_EQ(message_of(op, xs), "[" + op.name + "] the tensor is undefined") << "tensor " << i;
    }
  }
}

void expect_tensors_needed(const std::vector<Op>& ops) {
  for (const Op& op : ops) EXPECT_EQ(message_of(op, op.fitting), "nothing was thrown") << op.name;
  expect_all_needed(ops);
  // A tensor that no op but a view takes: what is undefined is found first.
  expect_all_needed(ops, tw::full({}, 1, Dtype::boolean));
  expect_all_needed(ops, tw::empty_tensor({0, 3, 0}, Dtype::i32));
  const tw::NoGrad guard;
  expect_all_needed(ops);
}

// The same while what is defined requires its gradient.
void expect_tensors_needed_of_leaves(const std::vector<Op>& ops) {
  for (const Op& op : ops) {
    for (const Tensor& x : op.fitting)
      if (x.dtype() == Dtype::f32) tw::set_requires_grad(x);
  }
  expect_all_needed(ops);
}

}  // namespace

TEST(UndefinedTest, ElementwiseOpsNeedTheirTensors) {
  expect_tensors_needed(elementwise_ops());
  expect_tensors_needed_of_leaves(elementwise_ops());
}

TEST(UndefinedTest, ReductionsNeedTheirTensor) {
  expect_tensors_needed(reductions());
  expect_tensors_needed_of_leaves(reductions());
}

TEST(UndefinedTest, LayersNeedTheirTensors) {
  expect_tensors_needed(layers());
  expect_tensors_needed_of_leaves(layers());
}

TEST(UndefinedTest, ViewsAndIndexingNeedTheirTensors) {
  expect_tensors_needed(views_and_indexing());
  expect_tensors_needed_of_leaves(views_and_indexing());
}

TEST(UndefinedTest, OpsInPlaceNeedTheirTensorsAndChangeNothingWithoutThem) {
  expect_tensors_needed(in_place_ops());
  for (const Op& op : in_place_ops()) {
    if (op.fitting.size() < 2) continue;
    const Tensor x = matrix();
    EXPECT_EQ(message_of(op, {x, Tensor()}), "[" + op.name + "] the tensor is undefined");
    EXPECT_EQ(x.version(), 0U);
    EXPECT_TRUE(std::all_of(x.data_as<float>(), x.data_as<float>() + 4,
                            [](float element) { return element == 1; }));
  }
}

TEST(UndefinedTest, WhatMayBeLeftOutIsNotNeeded) {
  EXPECT_NO_THROW((void)tw::linear(matrix(), matrix()));
  EXPECT_NO_THROW((void)tw::layer_norm(matrix()));
  EXPECT_NO_THROW((void)tw::layer_norm(matrix(), row()));
  EXPECT_NO_THROW((void)tw::rms_norm(matrix()));
}
