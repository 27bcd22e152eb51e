// What is written, bytes and files, and that it is read again.
#include "tw/safetensors.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tw/autograd.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace {

tw::Tensor count_to(tw::IntSpan sizes, tw::Dtype dtype) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i) x.data_as<double>()[i] = static_cast<double>(i);
  return tw::cast(x, dtype);
}

std::string bytes_of_elements(const tw::Tensor& x) {
  const tw::Tensor whole = tw::contiguous(tw::detach(x));
  return std::string(whole.data_as<const char>(),
                     static_cast<std::size_t>(whole.numel()) * tw::bytes_of(x.dtype()));
}

void expect_same(const tw::Tensor& a, const tw::Tensor& b) {
  EXPECT_EQ(a.dtype(), b.dtype());
  EXPECT_EQ(tw::to_text(a.sizes()), tw::to_text(b.sizes()));
  EXPECT_EQ(bytes_of_elements(a), bytes_of_elements(b));
}

std::string text_of(std::span<const std::byte> bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}
std::string written(const tw::TensorFile& file) {
  return text_of(tw::to_safetensors(file));
}
// The file with this header, which is as long as it says.
std::string with_length(const std::string& header) {
  const std::uint64_t length = header.size();
  std::string out(8, '\0');
  std::memcpy(out.data(), &length, 8);
  return out + header;
}

template <class Function>
std::string refusal(Function function) {
  try {
    function();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Safetensors, BytesAreThose) {
  EXPECT_EQ(written({}), with_length("{}      "));
  const tw::Tensor two = count_to({2}, tw::Dtype::i16);
  EXPECT_EQ(written({.tensors = {{"a", two}}, .metadata = {}}),
            with_length(R"({"a":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}}  )") +
                std::string("\0\0\1\0", 4));
  EXPECT_EQ(written({.tensors = {}, .metadata = {{"k", "v"}, {"l", "\"\\\n\x01\u00e9"}}}),
            with_length("{\"__metadata__\":{\"k\":\"v\",\"l\":\"\\\"\\\\\\u000a\\u0001\u00e9\"}}     "));
}

TEST(Safetensors, WidestFirstThenByName) {
  const auto one = [](tw::Dtype dtype) { return tw::full({1}, 1.0, dtype); };
  const std::string text = written({.tensors = {{"a", one(tw::Dtype::boolean)},
                                                {"b", one(tw::Dtype::u8)},
                                                {"c", one(tw::Dtype::i8)},
                                                {"d", one(tw::Dtype::i16)},
                                                {"e", one(tw::Dtype::i32)},
                                                {"f", one(tw::Dtype::i64)},
                                                {"g", one(tw::Dtype::f16)},
                                                {"h", one(tw::Dtype::bf16)},
                                                {"i", one(tw::Dtype::f32)},
                                                {"j", one(tw::Dtype::f64)}},
                                    .metadata = {{"m", ""}}});
  std::string header = R"({"__metadata__":{"m":""})";
  int at = 0;
  const auto add = [&](const char* name, const char* dtype, int width) {
    header += std::string(",\"") + name + "\":{\"dtype\":\"" + dtype +
              "\",\"shape\":[1],\"data_offsets\":[" + std::to_string(at) + ",";
    at += width;
    header += std::to_string(at) + "]}";
  };
  add("f", "I64", 8);
  add("j", "F64", 8);
  add("e", "I32", 4);
  add("i", "F32", 4);
  add("d", "I16", 2);
  add("g", "F16", 2);
  add("h", "BF16", 2);
  add("a", "BOOL", 1);
  add("b", "U8", 1);
  add("c", "I8", 1);
  header += "}";
  while (header.size() % 8 != 0) header += ' ';
  EXPECT_EQ(text.substr(0, 8 + header.size()), with_length(header));
  EXPECT_EQ(text.size(), 8 + header.size() + 33);
}

tw::TensorFile all_kinds() {
  tw::TensorFile file;
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<tw::Dtype>(i);
    const std::string name(tw::name_of(dtype));
    file.tensors[name] = count_to({2, 3}, dtype);
    file.tensors[name + " scalar"] = tw::full({}, 1.0, dtype);
    file.tensors[name + " none"] = tw::empty_tensor({3, 0, 2}, dtype);
    file.tensors[name + " transposed"] = tw::transpose(count_to({4, 3}, dtype), 0, 1);
    file.tensors[name + " slice"] = tw::slice(count_to({3, 8}, dtype), 1, 1, 8, 2);
    file.tensors[name + " expanded"] = tw::expand(count_to({3, 1}, dtype), {2, 3, 4});
  }
  file.tensors[""] = count_to({1}, tw::Dtype::u8);
  const std::string odd = std::string(1, '\0') + "\n\"\\/\x7F \u0085\u2028\U0001F600";
  file.tensors[odd] = count_to({2}, tw::Dtype::u8);
  file.metadata = {{"", ""}, {"\u00e9\n", std::string("a\0b", 3)}, {"dtype", "\"\\\t\x1F\u2029"}};
  return file;
}

void expect_same(const tw::TensorFile& a, const tw::TensorFile& b) {
  EXPECT_EQ(a.metadata, b.metadata);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (const auto& [name, tensor] : a.tensors) {
    ASSERT_TRUE(b.tensors.contains(name)) << name;
    expect_same(tensor, b.tensors.at(name));
  }
}

TEST(Safetensors, WhatIsWrittenIsRead) {
  const tw::TensorFile file = all_kinds();
  const std::vector<std::byte> bytes = tw::to_safetensors(file);
  const tw::TensorFile found = tw::from_safetensors(bytes);
  expect_same(file, found);
  for (const auto& [name, tensor] : found.tensors) {
    EXPECT_TRUE(tensor.is_contiguous());
    EXPECT_EQ(tensor.offset(), 0);
    EXPECT_FALSE(tensor.shares_storage_with(file.tensors.at(name)));
  }
  EXPECT_EQ(text_of(tw::to_safetensors(found)), text_of(bytes));
}

TEST(Safetensors, NothingThatIsCutShortIsRead) {
  const std::vector<std::byte> bytes = tw::to_safetensors(
      {.tensors = {{"a", count_to({3}, tw::Dtype::f32)}}, .metadata = {{"k", "v"}}});
  for (std::size_t count = 0; count < bytes.size(); ++count)
    EXPECT_THROW((void)tw::from_safetensors(std::span(bytes).first(count)), tw::Error) << count;
  EXPECT_NO_THROW((void)tw::from_safetensors(bytes));
}

TEST(Safetensors, ABooleanIsZeroOrOne) {
  const std::string text =
      with_length(R"({"a":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}})") +
      std::string("\0\1\2\xFF", 4);
  const tw::Tensor found =
      tw::from_safetensors(std::as_bytes(std::span(text.data(), text.size()))).tensors.at("a");
  EXPECT_EQ(bytes_of_elements(found), std::string("\0\1\1\1", 4));
}

TEST(Safetensors, ParametersAreWrittenWithoutARecord) {
  const tw::Tensor p = count_to({2, 3}, tw::Dtype::f32);
  tw::set_requires_grad(p);
  const tw::Tensor view = tw::transpose(p, 0, 1);
  const tw::TensorFile found =
      tw::from_safetensors(tw::to_safetensors({.tensors = {{"p", p}, {"v", view}}, .metadata = {}}));
  expect_same(found.tensors.at("p"), p);
  expect_same(found.tensors.at("v"), view);
  EXPECT_FALSE(tw::requires_grad(found.tensors.at("v")));
}

TEST(Safetensors, WhatNoReaderTakesIsNotWritten) {
  const tw::Tensor x = count_to({1}, tw::Dtype::u8);
  const auto tensor_refusal = [](const std::string& name, const tw::Tensor& tensor) {
    return refusal([&] { (void)written({.tensors = {{name, tensor}}, .metadata = {}}); });
  };
  EXPECT_EQ(tensor_refusal("a\xFF\n", x), "[safetensors] the name \"a\\xff\\u000a\" is no UTF-8");
  EXPECT_EQ(tensor_refusal("\xED\xA0\x80", x),
            "[safetensors] the name \"\\xed\\xa0\\x80\" is no UTF-8");
  EXPECT_EQ(tensor_refusal("__metadata__", x),
            "[safetensors] __metadata__ is no name for a tensor");
  EXPECT_EQ(tensor_refusal("a", {}), "[safetensors] tensor \"a\" is not defined");
  const std::int64_t big = std::int64_t{1} << 53;
  EXPECT_EQ(tensor_refusal("a", tw::empty_tensor({0, big + 1})),
            "[safetensors] tensor \"a\" has a size above 2^53");
  EXPECT_EQ(tensor_refusal("a", tw::expand(x, {big + 1})),
            "[safetensors] tensor \"a\" has a size above 2^53");
  EXPECT_EQ(tensor_refusal("a", tw::expand(tw::full({1}, 1.0), {big})),
            "[safetensors] tensor \"a\" ends beyond 2^53 bytes");
  EXPECT_EQ(refusal([&] {
              (void)written(
                  {.tensors = {{"a", tw::expand(x, {big})}, {"b", x}}, .metadata = {}});
            }),
            "[safetensors] tensor \"b\" ends beyond 2^53 bytes");
  EXPECT_EQ(refusal([] { (void)written({.tensors = {}, .metadata = {{"\x80", "v"}}}); }),
            "[safetensors] the key \"\\x80\" is no UTF-8");
  EXPECT_EQ(refusal([] { (void)written({.tensors = {}, .metadata = {{"k", "v\xC3"}}}); }),
            "[safetensors] the text \"v\\xc3\" is no UTF-8");
}

std::string place(const std::string& name) {
  return testing::TempDir() + "tw_safetensors_" + name;
}
bool exists(const std::string& path) {
  return std::ifstream(path).good();
}
std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(Safetensors, FilesHoldTheSameBytes) {
  const std::string path = place("all");
  const tw::TensorFile file = all_kinds();
  tw::save_safetensors(path, file);
  EXPECT_EQ(content(path), written(file));
  expect_same(file, tw::load_safetensors(path));
  tw::save_safetensors(path, {});
  EXPECT_TRUE(tw::load_safetensors(path).tensors.empty());
  EXPECT_FALSE(exists(path + ".new1"));
  std::remove(path.c_str());
}

TEST(Safetensors, FilesBesideStay) {
  const std::string path = place("beside");
  for (const char* ending : {".new1", ".new2"}) std::ofstream(path + ending) << "mine";
  tw::save_safetensors(path, {});
  EXPECT_EQ(content(path), written({}));
  for (const char* ending : {".new1", ".new2"}) {
    EXPECT_EQ(content(path + ending), "mine");
    std::remove((path + ending).c_str());
  }
  EXPECT_FALSE(exists(path + ".new3"));
  std::remove(path.c_str());
}

TEST(Safetensors, AFileThatIsCutShortIsNotLoaded) {
  const std::string path = place("cut");
  const std::string whole =
      written({.tensors = {{"a", count_to({3}, tw::Dtype::f32)}}, .metadata = {}});
  for (const std::size_t count : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{20},
                                  whole.size() - 12, whole.size() - 1}) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, count);
    EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }).substr(0, 14), "[safetensors] ");
  }
  std::ofstream(path, std::ios::binary) << whole << 'x';
  EXPECT_THROW((void)tw::load_safetensors(path), tw::Error);
  std::ofstream(path, std::ios::binary) << whole;
  EXPECT_EQ(tw::load_safetensors(path).tensors.size(), 1u);
  std::remove(path.c_str());
}

TEST(Safetensors, HeadersAreThoseOfSizesAndOffsets) {
  const tw::TensorFile file = {.tensors = {{"e", tw::empty_tensor({0, 3}, tw::Dtype::f64)},
                                           {"s", tw::full({}, 0.0)},
                                           {"t", count_to({2, 1, 3}, tw::Dtype::u8)},
                                           {"w", count_to({1, 2}, tw::Dtype::i32)}},
                               .metadata = {{"k", "v"}, {"l", ""}}};
  std::string header =
      R"({"__metadata__":{"k":"v","l":""},)"
      R"("e":{"dtype":"F64","shape":[0,3],"data_offsets":[0,0]},)"
      R"("s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
      R"("w":{"dtype":"I32","shape":[1,2],"data_offsets":[4,12]},)"
      R"("t":{"dtype":"U8","shape":[2,1,3],"data_offsets":[12,18]}})";
  while (header.size() % 8 != 0) header += ' ';
  EXPECT_EQ(written(file),
            with_length(header) + std::string(8, '\0') + std::string("\1\0\0\0\0\1\2\3\4\5", 10));
}

}  // namespace
