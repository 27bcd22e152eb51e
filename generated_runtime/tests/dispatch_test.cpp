#include "tw/dispatch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::None;
using tw::Tensor;
using tw::Value;
using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;
using Tensors = std::vector<Tensor>;

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

std::string scalars(std::int64_t i, double f, bool b, std::string_view s, Dtype d) {
  return std::to_string(i) + " " + std::to_string(f) + (b ? " true " : " false ") +
         std::string(s) + " " + std::string(name_of(d));
}
constexpr const char* kScalars =
    "scalars(int i, float f=0.5, bool b=True, str s=\"text\", Dtype d=bf16) -> str";

std::string lists(tw::IntSpan i, std::span<const double> f, std::span<const Tensor> t) {
  return tw::to_text(i) + " " + std::to_string(f.size()) + " " + std::to_string(t.size());
}

// Which of the arguments are given, and what those without a storage hold.
std::string optionals(const std::optional<Tensor>& t, std::optional<std::int64_t> i,
                      std::optional<double> f, std::optional<bool> b,
                      std::optional<std::string_view> s, std::optional<Dtype> d,
                      std::optional<tw::IntSpan> is, std::optional<std::span<const double>> fs,
                      std::optional<std::span<const Tensor>> ts) {
  std::string text;
  text += t ? std::to_string(t->numel()) + ";" : "-";
  text += i ? std::to_string(*i) + ";" : "-";
  text += f ? std::to_string(*f) + ";" : "-";
  text += b ? (*b ? "true;" : "false;") : "-";
  text += s ? std::string(*s) + ";" : "-";
  text += d ? std::string(name_of(*d)) + ";" : "-";
  text += is ? tw::to_text(*is) + ";" : "-";
  text += fs ? std::to_string(fs->size()) + ";" : "-";
  text += ts ? std::to_string(ts->size()) + ";" : "-";
  return text;
}

std::tuple<Tensor, std::int64_t, double, bool, std::string, Dtype, Tensors, Ints, Floats> several(
    const Tensor& x) {
  return {x, 1, 2.5, true, "four", Dtype::u8, {x, x}, {7}, {8.0, 9.0}};
}

std::int64_t nothing() {
  return 42;
}

Tensor same(const Tensor& x) {
  return x;
}

Tensor other(const Tensor& x, double) {
  return x;
}

// The schema of an op without parameters.
std::string numbered(std::string name, int i) {
  name += std::to_string(i);
  name += "() -> int";
  return name;
}

std::string call_text(const tw::Op& op, std::vector<Value> arguments) {
  return std::get<std::string>(op.call(std::move(arguments)).at(0));
}

}  // namespace

TEST(DispatchTest, MissingArgumentsTakeTheirDefaults) {
  tw::Library library;
  const tw::Op op = library.define(kScalars, &scalars);

  EXPECT_EQ(call_text(op, {std::int64_t{7}}), "7 0.500000 true text bf16");
  EXPECT_EQ(call_text(op, {std::int64_t{7}, 1.5, false}), "7 1.500000 false text bf16");
  EXPECT_EQ(call_text(op, {std::int64_t{-1}, 1.5, false, std::string("s"), Dtype::i8}),
            "-1 1.500000 false s i8");
  EXPECT_EQ(to_text(op.schema()), kScalars);
}

TEST(DispatchTest, ArgumentsAreConverted) {
  tw::Library library;
  const tw::Op op = library.define(kScalars, &scalars);
  const tw::Op list = library.define("lists(int[] i, float[] f, Tensor[] t) -> str", &lists);

  EXPECT_EQ(call_text(op, {std::int64_t{7}, std::int64_t{2}, true, std::string("f32"),
                           std::string("f64")}),
            "7 2.000000 true f32 f64");
  EXPECT_EQ(call_text(list, {Ints{1, 2}, Floats{1.0}, Tensors(3)}), "[1, 2] 1 3");
  EXPECT_EQ(call_text(list, {Floats{}, Ints{}, Tensors{}}), "[] 0 0");
}

TEST(DispatchTest, OptionalArgumentsMayBeNone) {
  tw::Library library;
  const tw::Op op = library.define(
      "optionals(Tensor? t=None, int? i=None, float? f=None, bool? b=None, str? s=None, Dtype? "
      "d=None, int[]? is=None, float[]? fs=None, Tensor[]? ts=None) -> str",
      &optionals);

  EXPECT_EQ(call_text(op, {}), "---------");
  EXPECT_EQ(call_text(op, {None{}, std::int64_t{3}, None{}}), "-3;-------");
  EXPECT_EQ(call_text(op, {tw::empty_tensor({2, 3}), std::int64_t{1}, std::int64_t{2}, false,
                           std::string("text"), std::string("i8"), Floats{}, Floats{0.5},
                           Tensors(2)}),
            "6;1;2.000000;false;text;i8;[];1;2;");
}

TEST(DispatchTest, SeveralReturnsAreBoxedInOrder) {
  tw::Library library;
  const tw::Op op = library.define(
      "several(Tensor x) -> (Tensor, int, float, bool, str, Dtype, Tensor[], int[], float[])",
      &several);
  const Tensor x = tw::empty_tensor({2});

  const std::vector<Value> values = op.call({x});

  ASSERT_EQ(values.size(), 9U);
  EXPECT_EQ(std::get<Tensor>(values[0]).impl(), x.impl());
  EXPECT_EQ(std::get<std::int64_t>(values[1]), 1);
  EXPECT_EQ(std::get<double>(values[2]), 2.5);
  EXPECT_TRUE(std::get<bool>(values[3]));
  EXPECT_EQ(std::get<std::string>(values[4]), "four");
  EXPECT_EQ(std::get<Dtype>(values[5]), Dtype::u8);
  EXPECT_EQ(std::get<Tensors>(values[6]).size(), 2U);
  EXPECT_EQ(std::get<Ints>(values[7]), Ints{7});
  EXPECT_EQ(std::get<Floats>(values[8]), (Floats{8.0, 9.0}));
}

TEST(DispatchTest, WrongArgumentsThrow) {
  tw::Library library;
  const tw::Op op = library.define(kScalars, &scalars);
  const tw::Op list = library.define("lists(int[] i, float[] f, Tensor[] t) -> str", &lists);
  const tw::Op none = library.define("nothing() -> int", &nothing);
  const tw::Op one = library.define("same(Tensor x) -> Tensor", &same);
  const tw::Op maybe = library.define("maybe(int[]? dims) -> str", +[](std::optional<tw::IntSpan>) {
    return std::string();
  });
  const std::int64_t i = 1;
  const Tensor x = tw::empty_tensor({2});
  const auto error = [](const tw::Op& called, const std::vector<Value>& arguments) {
    return error_of([&] { (void)called.call(arguments); });
  };

  EXPECT_EQ(error(none, {i}), "[nothing] takes 0 arguments, got 1");
  EXPECT_EQ(error(one, {i, i}), "[same] takes 1 argument, got 2");
  EXPECT_EQ(error(op, {i, i, i, i, i, i}), "[scalars] takes 5 arguments, got 6");
  EXPECT_EQ(error(op, {}), "[scalars] argument i is missing");
  EXPECT_EQ(error(list, {Ints{}}), "[lists] argument f is missing");
  EXPECT_EQ(error(maybe, {}), "[maybe] argument dims is missing");
  EXPECT_EQ(error(op, {None{}}), "[scalars] argument i must be int, got None");
  EXPECT_EQ(error(op, {1.0}), "[scalars] argument i must be int, got float");
  EXPECT_EQ(error(op, {true}), "[scalars] argument i must be int, got bool");
  EXPECT_EQ(error(op, {i, true}), "[scalars] argument f must be float, got bool");
  EXPECT_EQ(error(op, {i, None{}}), "[scalars] argument f must be float, got None");
  EXPECT_EQ(error(op, {i, 1.0, i}), "[scalars] argument b must be bool, got int");
  EXPECT_EQ(error(op, {i, 1.0, true, Dtype::f32}), "[scalars] argument s must be str, got Dtype");
  EXPECT_EQ(error(op, {i, 1.0, true, std::string(), std::string("f33")}),
            "[scalars] argument d must be Dtype, got str");
  EXPECT_EQ(error(op, {x}), "[scalars] argument i must be int, got Tensor");
  EXPECT_EQ(error(list, {Floats{1.0}}), "[lists] argument i must be int[], got float[]");
  EXPECT_EQ(error(list, {Ints{}, Ints{1}}), "[lists] argument f must be float[], got int[]");
  EXPECT_EQ(error(list, {Tensors(1)}), "[lists] argument i must be int[], got Tensor[]");
  EXPECT_EQ(error(maybe, {i}), "[maybe] argument dims must be int[]?, got int");
  EXPECT_EQ(error_of([&] { (void)library.find("foo"); }), "[call] no op is called foo");
  EXPECT_EQ(error_of([] { (void)tw::call("foo", {}); }), "[call] no op is called foo");
  EXPECT_EQ(error_of([] { (void)tw::find_op(""); }), "[call] no op is called ");
}

TEST(DispatchTest, ATypedHandleCallsTheKernel) {
  tw::Library library;
  const tw::Op op = library.define("same(Tensor x) -> Tensor", &same);
  const tw::Op list = library.define("lists(int[] i, float[] f, Tensor[] t) -> str", &lists);
  const Tensor x = tw::empty_tensor({2});

  EXPECT_EQ(op.typed<Tensor(const Tensor&)>()(x).impl(), x.impl());
  EXPECT_EQ((list.typed<std::string(tw::IntSpan, std::span<const double>,
                                    std::span<const Tensor>)>()({4, 5}, Floats{1.0}, {})),
            "[4, 5] 1 0");
  EXPECT_TRUE(error_of([&] { (void)op.typed<Tensor(Tensor)>(); }).starts_with("[same] "));
  EXPECT_TRUE(error_of([&] { (void)op.typed<void(const Tensor&)>(); }).starts_with("[same] "));
  EXPECT_TRUE(error_of([&] { (void)op.typed<Tensor()>(); }).starts_with("[same] "));
}

TEST(DispatchTest, DefineRefusesWhatDoesNotFit) {
  tw::Library library;
  const tw::Op first = library.define("first(Tensor x) -> Tensor", &same);
  const auto error = [&](std::string_view schema, auto kernel) {
    return error_of([&] { library.define(schema, kernel); });
  };

  EXPECT_TRUE(error("first(Tensor x) -> Tensor", &same).starts_with("[first] "));
  EXPECT_TRUE(error("first(Tensor x, float a) -> Tensor", &other).starts_with("[first] "));
  EXPECT_TRUE(error("other(Tensor x, int a) -> Tensor", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float? a) -> Tensor", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float[] a) -> Tensor", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x) -> Tensor", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float a, int b) -> Tensor", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float a) -> int", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float a) -> Tensor?", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float a) -> (Tensor, int)", &other).starts_with("[other] "));
  EXPECT_TRUE(error("other(Tensor x, float a)", &other).starts_with("[schema] "));
  EXPECT_EQ(library.names(), std::vector<std::string>{"first"});
  EXPECT_EQ(library.find("first"), first);
  EXPECT_FALSE(library.has("other"));
  EXPECT_EQ(first.typed<Tensor(const Tensor&)>()(Tensor()).impl(), nullptr);
}

TEST(DispatchTest, NamesAreSortedAndHandlesStayValid) {
  tw::Library library;
  const tw::Op b = library.define("b() -> int", &nothing);
  const tw::Op a = library.define("a() -> int", &nothing);
  for (int i = 0; i < 100; ++i) library.define(numbered("c", i), &nothing);

  EXPECT_EQ(library.names().size(), 102U);
  EXPECT_EQ(library.names().at(0), "a");
  EXPECT_EQ(library.names().at(1), "b");
  EXPECT_FALSE(a == b);
  EXPECT_EQ(library.find("b"), b);
  EXPECT_EQ(std::get<std::int64_t>(b.call({}).at(0)), 42);
}

TEST(DispatchTest, KernelsOfDevicesComeInAnyOrder) {
  constexpr auto kKind = tw::Device::Kind::cuda;
  const Tensor x = tw::empty_tensor({2});
  tw::Library library;
  library.define_for(kKind, "a", &same);
  library.define_across("a", &same);
  EXPECT_FALSE(library.has("a"));
  EXPECT_EQ(error_of([&] { (void)library.find("a"); }), "[call] no op is called a");
  const tw::Op a = library.define("a(Tensor x) -> Tensor", &same);
  const tw::Op b = library.define("b(Tensor x) -> Tensor", &same);
  library.define_for(kKind, "b", &same);
  library.define_for_all("c");
  const tw::Op c = library.define("c(Tensor x) -> Tensor", &same);
  library.define_for(tw::Device::Kind::cpu, "d", &same);

  for (const tw::Op& op : {a, b, c}) {
    EXPECT_EQ(op.typed<Tensor(const Tensor&)>()(x).impl(), x.impl());
    EXPECT_EQ(std::get<Tensor>(op.call({x}).at(0)).impl(), x.impl());
  }
  EXPECT_EQ(error_of([&] { library.define("d(Tensor x) -> Tensor", &same); }),
            "[d] the op has a kernel for cpu already");
  EXPECT_FALSE(library.has("d"));
}

TEST(DispatchTest, KernelsOfDevicesThatDoNotFitThrow) {
  constexpr auto kKind = tw::Device::Kind::cuda;
  tw::Library library;
  const auto error = [](const std::function<void()>& run) { return error_of(run).substr(0, 4); };
  library.define("a(Tensor x) -> Tensor", &same);
  library.define_for(kKind, "a", &same);
  library.define_across("a", &same);
  EXPECT_EQ(error_of([&] { library.define_for(kKind, "a", &same); }),
            "[a] the op has a kernel for cuda already");
  EXPECT_EQ(error([&] { library.define_for(tw::Device::Kind::cpu, "a", &same); }), "[a] ");
  EXPECT_EQ(error([&] { library.define_across("a", &same); }), "[a] ");
  EXPECT_EQ(error([&] { library.define_for_all("a"); }), "[a] ");

  library.define("b(Tensor x) -> Tensor", &same);
  EXPECT_EQ(error([&] { library.define_for(kKind, "b", &other); }), "[b] ");
  EXPECT_EQ(error([&] { library.define_across("b", &other); }), "[b] ");
  library.define_for(kKind, "b", &same);  // What throws leaves nothing behind.

  library.define_for(kKind, "c", &other);
  EXPECT_EQ(error([&] { library.define_across("c", &same); }), "[c] ");
  EXPECT_EQ(error([&] { library.define("c(Tensor x) -> Tensor", &same); }), "[c] ");
  EXPECT_EQ(error_of([&] { (void)library.names(); }),
            "[c] has a kernel for a device, but is not defined");
  library.define("c(Tensor x, float f) -> Tensor", &other);
  EXPECT_EQ(library.names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(DispatchTest, ThreadsLookUpWhileOthersDefine) {
  tw::Library library;
  library.define("a() -> int", &nothing);
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&library, &right, t] {
      for (int i = 0; i < 50; ++i) {
        library.define(numbered("t", 50 * t + i), &nothing);
        if (std::get<std::int64_t>(library.find("a").call({}).at(0)) == 42) ++right;
      }
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(right, 200);
  EXPECT_EQ(library.names().size(), 201U);
}

TEST(ViewOpsTest, AllViewsAreOpsByName) {
  for (const std::string text : {
           "transpose(Tensor x, int dim0, int dim1) -> Tensor",
           "permute(Tensor x, int[] dims) -> Tensor",
           "reshape(Tensor x, int[] sizes) -> Tensor",
           "expand(Tensor x, int[] sizes) -> Tensor",
           "narrow(Tensor x, int dim, int start, int length) -> Tensor",
           "slice(Tensor x, int dim, int? start=None, int? end=None, int step=1) -> Tensor",
           "select(Tensor x, int dim, int index) -> Tensor",
           "squeeze(Tensor x, int dim) -> Tensor",
           "unsqueeze(Tensor x, int dim) -> Tensor",
           "as_strided(Tensor x, int[] sizes, int[] strides, int offset) -> Tensor",
           "contiguous(Tensor x) -> Tensor",
           "clone(Tensor x) -> Tensor",
       })
    EXPECT_EQ(to_text(tw::find_op(text.substr(0, text.find('('))).schema()), text);
  EXPECT_EQ(&tw::library(), &tw::library());
}

TEST(ViewOpsTest, FunctionsAndCallsByNameAgree) {
  const Tensor x = tw::empty_tensor({2, 1, 6});
  const auto i = [](std::int64_t value) { return Value(value); };
  const auto check = [&](const Tensor& y, std::string_view name, std::vector<Value> arguments,
                         const std::string& sizes, const std::string& strides) {
    arguments.insert(arguments.begin(), x);
    const Tensor z = std::get<Tensor>(tw::call(name, std::move(arguments)).at(0));
    for (const Tensor& result : {y, z}) {
      EXPECT_EQ(tw::to_text(result.sizes()), sizes) << name;
      EXPECT_EQ(tw::to_text(result.strides()), strides) << name;
      EXPECT_EQ(result.shares_storage_with(x), name != "clone") << name;
    }
    EXPECT_EQ(y.offset(), z.offset()) << name;
  };

  check(tw::transpose(x, 0, -1), "transpose", {i(0), i(-1)}, "[6, 1, 2]", "[1, 6, 6]");
  check(tw::permute(x, {2, 0, 1}), "permute", {Ints{2, 0, 1}}, "[6, 2, 1]", "[1, 6, 6]");
  check(tw::reshape(x, {3, -1}), "reshape", {Ints{3, -1}}, "[3, 4]", "[4, 1]");
  check(tw::expand(x, {2, 3, 6}), "expand", {Ints{2, 3, 6}}, "[2, 3, 6]", "[6, 0, 1]");
  check(tw::narrow(x, 2, 1, 3), "narrow", {i(2), i(1), i(3)}, "[2, 1, 3]", "[6, 6, 1]");
  check(tw::slice(x, 2), "slice", {i(2)}, "[2, 1, 6]", "[6, 6, 1]");
  check(tw::slice(x, 2, std::nullopt, -1, 2), "slice", {i(2), None{}, i(-1), i(2)}, "[2, 1, 3]",
        "[6, 6, 2]");
  check(tw::select(x, 2, -1), "select", {i(2), i(-1)}, "[2, 1]", "[6, 6]");
  check(tw::squeeze(x, 1), "squeeze", {i(1)}, "[2, 6]", "[6, 1]");
  check(tw::unsqueeze(x, 3), "unsqueeze", {i(3)}, "[2, 1, 6, 1]", "[6, 6, 1, 1]");
  check(tw::as_strided(x, {2, 2}, {3, 1}, 4), "as_strided", {Ints{2, 2}, Ints{3, 1}, i(4)},
        "[2, 2]", "[3, 1]");
  check(tw::contiguous(x), "contiguous", {}, "[2, 1, 6]", "[6, 6, 1]");
  check(tw::clone(x), "clone", {}, "[2, 1, 6]", "[6, 6, 1]");
  EXPECT_EQ(tw::as_strided(x, {2, 2}, {3, 1}, 4).offset(), 4);
  EXPECT_EQ(tw::narrow(x, 2, 1, 3).offset(), 1);
  EXPECT_EQ(tw::select(x, 2, -1).offset(), 5);
}

TEST(ViewOpsTest, ErrorsOfTheKernelComeThrough) {
  const Tensor x = tw::empty_tensor({3});

  EXPECT_EQ(error_of([&] { (void)tw::select(x, 0, 5); }),
            "[select] index 5 out of range for size 3");
  EXPECT_EQ(error_of([&] { (void)tw::call("select", {x, std::int64_t{0}, std::int64_t{5}}); }),
            "[select] index 5 out of range for size 3");
}
