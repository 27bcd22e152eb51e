// How long headers, offsets and files are, and what is said of a file with another length.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "tw/error.h"
#include "tw/ops.h"
#include "tw/safetensors.h"

namespace {

std::string written(const tw::TensorFile& file) {
  const std::vector<std::byte> bytes = tw::to_safetensors(file);
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
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

std::string place(const std::string& name) {
  return testing::TempDir() + "tw_safetensors_" + name;
}

TEST(Safetensors, HeadersTakeAMultipleOfEightBytesAndNoMore) {
  for (std::size_t letters = 0; letters < 20; ++letters) {
    const std::string json = "{\"__metadata__\":{\"k\":\"" + std::string(letters, 'x') + "\"}}";
    const std::size_t spaces = (8 - json.size() % 8) % 8;
    EXPECT_EQ(written({.tensors = {}, .metadata = {{"k", std::string(letters, 'x')}}}),
              with_length(json + std::string(spaces, ' ')));
  }
}

TEST(Safetensors, SizesAndOffsetsGoUpToTwoToThe53) {
  const std::int64_t big = std::int64_t{1} << 53;
  const tw::TensorFile file = {.tensors = {{"a", tw::empty_tensor({big, 0})}}, .metadata = {}};
  EXPECT_EQ(tw::to_text(tw::from_safetensors(tw::to_safetensors(file)).tensors.at("a").sizes()),
            "[9007199254740992, 0]");
  const auto wide = [](std::int64_t count) { return tw::expand(tw::full({1}, 1.0), {count}); };
  const auto save = [](const tw::Tensor& a, const tw::Tensor& b) {
    return refusal([&] { (void)written({.tensors = {{"a", a}, {"b", b}}, .metadata = {}}); });
  };
  const tw::Tensor byte = tw::full({1}, 1.0, tw::Dtype::u8);
  // 2^51 numbers of 4 bytes end at 2^53.
  EXPECT_EQ(save(wide(big / 4), byte), "[safetensors] tensor \"b\" ends beyond 2^53 bytes");
  EXPECT_EQ(save(wide(big / 4 + 1), byte), "[safetensors] tensor \"a\" ends beyond 2^53 bytes");
  EXPECT_EQ(save(wide(big / 4 - 1), wide(2)), "[safetensors] tensor \"b\" ends beyond 2^53 bytes");
}

// What is said of the first `count` bytes of a file whose header has so many, before 12 of elements.
std::string cut_message(std::size_t count, std::size_t header) {
  const std::string start = "[safetensors] ";
  if (count < 8) return start + "cut short: no length of a header";
  if (count < 8 + header)
    return start + "cut short: no header of " + std::to_string(header) + " bytes";
  return start + "the tensors take 12 bytes, but " + std::to_string(count - 8 - header) +
         " follow the header";
}

TEST(Safetensors, EachLengthThatIsWrongIsNamed) {
  const std::string path = place("lengths");
  const std::string file = written({.tensors = {{"a", tw::full({3}, 1.0)}}, .metadata = {}});
  const std::size_t header = file.size() - 8 - 12;
  const std::string longer = file + "x";
  for (std::size_t count = 0; count <= longer.size(); ++count) {
    const std::string wanted =
        count == file.size() ? "nothing was thrown" : cut_message(count, header);
    const std::string some = longer.substr(0, count);
    EXPECT_EQ(refusal([&] {
                (void)tw::from_safetensors(std::as_bytes(std::span(some.data(), some.size())));
              }),
              wanted)
        << count;
    std::ofstream(path, std::ios::binary) << some;
    EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }), wanted) << count;
  }
  std::remove(path.c_str());
}

TEST(Safetensors, AnEmptyFileIsCutShortAndEightZerosAreAHeaderOfNoBytes) {
  const std::string path = place("empty");
  std::ofstream(path, std::ios::binary).flush();
  EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }),
            "[safetensors] cut short: no length of a header");
  std::ofstream(path, std::ios::binary) << std::string(7, '\0');
  EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }),
            "[safetensors] cut short: no length of a header");
  std::ofstream(path, std::ios::binary) << std::string(8, '\0');
  EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }),
            "[safetensors] header: a value expected at byte 0");
  std::remove(path.c_str());
}

}  // namespace
