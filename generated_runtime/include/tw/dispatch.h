// The dispatcher: every op can be called by its name with boxed values, or through a
// handle with the types of its kernel.
//
// An op's kernel is a plain function.  The schema's types stand for these C++ types:
//
//   Tensor    const Tensor&              Tensor?   const std::optional<Tensor>&
//   int       std::int64_t               int?      std::optional<std::int64_t>
//   float     double                     float?    std::optional<double>
//   bool      bool                       bool?     std::optional<bool>
//   str       std::string_view           str?      std::optional<std::string_view>
//   Dtype     Dtype                      Dtype?    std::optional<Dtype>
//   int[]     IntSpan                    int[]?    std::optional<IntSpan>
//   float[]   std::span<const double>    float[]?  std::optional<std::span<const double>>
//   Tensor[]  std::span<const Tensor>    Tensor[]? std::optional<std::span<const Tensor>>
//
// A call looks at the devices of its tensors, those in lists too, before the kernel runs: it runs
// the kernel of that kind of device.  Without tensors it is that of current_device().  Throws
//   "[argmax] has no kernel for cuda:0"   "[add] b is on cpu, a on cuda:0"
// where b, or `tensors[1]` in a list, is the first that differs from the first tensor, named a.
// Tensors that are not there, undefined ones too, live nowhere.
//
// It returns Tensor, std::int64_t, double, bool, std::string, Dtype, or a std::vector of
// Tensor, std::int64_t or double; several returns are a std::tuple of these.
//
// Registration.  Each src/ops/NAME.cpp defines `void tw::ops::register_NAME(Library&)`, which
// defines its ops.  The build file lists them in a generated source, so that nothing
// is lost when a program links the static library, and no order of static
// initialisation matters.  The library is filled at its first use.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tw/error.h"
#include "tw/schema.h"
#include "tw/tensor.h"
#include "tw/value.h"

namespace tw {

// Whether this thread's calls go to recorders, see Library::record.  The guards of
// tw/autograd.h set it; it is true in a new thread.
inline thread_local bool recording = true;

struct OpEntry;  // Defined in tw/boxing.h: a schema, a kernel and its boxed form.

template <class Signature>
class TypedOp;

// A handle of an op.  Cheap to copy, valid as long as the process.
class Op {
 public:
  explicit Op(const OpEntry* entry) noexcept : entry_(entry) {}

  [[nodiscard]] const Schema& schema() const noexcept;

  // Calls with boxed arguments in the schema's order.  Missing trailing arguments take their
  // defaults; an int is taken for a float, the name of a dtype (a string) for a Dtype, an empty
  // list of either kind for a list of the other.  Throws what the kernel throws, and
  //   "[add] takes 2 arguments, got 3"     "[add] argument b is missing"
  //   "[add] argument b must be Tensor, got int"
  // where the type is the parameter's as the schema has it ("int[]?"), and what was got is None
  // or the schema's name of its type.
  [[nodiscard]] std::vector<Value> call(std::vector<Value> arguments) const;

  // The typed handle: op.typed<Tensor(const Tensor&, const Tensor&)>().  Throws
  // "[add] ..." when this is not the signature of the kernel.
  template <class Signature>
  [[nodiscard]] TypedOp<Signature> typed() const;

  bool operator==(const Op&) const = default;

 private:
  const OpEntry* entry_;
};

// Calls the kernel, or the recorder, with its own types: no boxing, no allocation, no look-up by
// name, no lock.
template <class Return, class... Arguments>
class TypedOp<Return(Arguments...)> {
 public:
  Return operator()(Arguments... arguments) const;

 private:
  friend class Op;
  explicit TypedOp(const OpEntry* entry) noexcept : entry_(entry) {}
  const OpEntry* entry_;
};

// All ops by name.  Safe to use from several threads.
class Library {
 public:
  Library();
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // Adds an op.  Throws "[schema] ..." for a schema that does not parse, and "[name] ..." when the
  // name is taken or the kernel's type is not the one that the schema asks for.
  template <class Return, class... Arguments>
  Op define(std::string_view schema, Return (*kernel)(Arguments...));

  // Another kernel of the op, for devices of this kind; define() gives the CPU's.  Either may come
  // first.  Throws "[name] ..." when there is such a kernel already or the signature is not the
  // one of define(); for a name that is never defined the library throws when it is full.
  template <class Return, class... Arguments>
  void define_for(Device::Kind kind, std::string_view name, Return (*kernel)(Arguments...));

  // The op looks at no element: the kernel that define() gives serves every device, and the devices
  // of its tensors are not compared.
  void define_for_all(std::string_view name);

  // The op takes tensors of several devices, as copy_ does: `kernel` is called where they differ.
  template <class Return, class... Arguments>
  void define_across(std::string_view name, Return (*kernel)(Arguments...));

  // Calls of the op, by name or by handle, go to `recorder` instead of the kernel while
  // tw::recording is true and one of the tensors among the arguments, those in lists too, has an
  // attachment.  The recorder sets recording to false and calls the op again to get at the kernel.
  // Throws "[name] ..." when there is no such op, when it has a recorder, and when the signature is
  // not the kernel's.  Only to be called while the library is filled.
  template <class Return, class... Arguments>
  void record(std::string_view name, Return (*recorder)(Arguments...));

  // Throws "[call] no op is called foo".
  [[nodiscard]] Op find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;  // Sorted.

 private:
  Op insert(std::unique_ptr<OpEntry> entry);  // The part of define() that is no template.

  struct State;
  std::unique_ptr<State> state_;
};

// The library of this process, with all ops of src/ops from its first use on.
[[nodiscard]] Library& library();

// library().find(name), and a call by name.
[[nodiscard]] Op find_op(std::string_view name);
[[nodiscard]] std::vector<Value> call(std::string_view name, std::vector<Value> arguments);

namespace ops {
// Generated by the build file: calls tw::ops::register_NAME of every src/ops/NAME.cpp, then
// tw::gradients::register_NAME of every src/gradients/NAME.cpp.
void register_all(Library& library);
}  // namespace ops

}  // namespace tw

#include "tw/boxing.h"  // Defines the templates above.
