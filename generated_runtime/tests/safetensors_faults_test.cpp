// What the system refuses, and that nothing is lost then.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tw/error.h"
#include "tw/safetensors.h"

namespace {

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
bool exists(const std::string& path) {
  return std::ifstream(path).good();
}

TEST(Safetensors, AFileThatIsRefusedLeavesTheOldOne) {
  const std::string path = place("old");
  tw::save_safetensors(path, {.tensors = {}, .metadata = {{"k", "old"}}});
  EXPECT_NE(refusal([&] {
              tw::save_safetensors(path, {.tensors = {}, .metadata = {{"k", "\xFF"}}});
            }),
            "nothing was thrown");
  EXPECT_EQ(tw::load_safetensors(path).metadata.at("k"), "old");
  EXPECT_FALSE(exists(path + ".new1"));
  std::remove(path.c_str());
}

TEST(Safetensors, WhatTheSystemRefuses) {
  const std::string none = place("no/such/folder");
  const std::string start = "[safetensors] cannot open ";
  const std::string reason = ": No such file or directory";
  const auto load = [](const std::string& path) {
    return refusal([&] { (void)tw::load_safetensors(path); });
  };
  const auto save = [](const std::string& path) {
    return refusal([&] { tw::save_safetensors(path, {}); });
  };
  EXPECT_EQ(load(none), start + none + reason);
  EXPECT_EQ(save(none), start + none + reason);
  const tw::TensorFile bad = {.tensors = {{"a", {}}}, .metadata = {}};
  EXPECT_EQ(refusal([&] { tw::save_safetensors(none, bad); }), start + none + reason);
  EXPECT_EQ(load(""), start + reason);
  EXPECT_EQ(save(""), start + reason);
  EXPECT_EQ(load(place("no\n\xFF")), start + place("no\\u000a\\xff") + reason);

  const std::string cut = place("zero") + std::string(1, '\0');
  EXPECT_EQ(load(cut), start + place("zero\\u0000") + ": Invalid argument");
  EXPECT_EQ(save(cut), start + place("zero\\u0000") + ": Invalid argument");
  EXPECT_FALSE(exists(place("zero")));

  // A folder can neither be read nor replaced.
  const std::string folder = testing::TempDir() + ".";
  EXPECT_EQ(load(folder), start + folder + ": Is a directory");
  EXPECT_EQ(save(folder).substr(0, 27 + folder.size()), "[safetensors] cannot write " + folder);
  EXPECT_FALSE(exists(folder + ".new1"));
}

TEST(Safetensors, MessagesShowAPathOnOneLineAndElseAsItIs) {
  const std::string reason = ": No such file or directory";
  EXPECT_EQ(refusal([] {
              (void)tw::load_safetensors(place("a\"b\\c \x1F\x7F~\u0085\u2028\u2029\u00e9\x80"));
            }),
            "[safetensors] cannot open " +
                place("a\"b\\c \\u001f\\u007f~\\u0085\\u2028\\u2029\u00e9\\x80") + reason);
}

TEST(Safetensors, AFolderIsNotReplaced) {
  const std::string path = place("folder");
  (void)mkdir(path.c_str(), 0700);
  EXPECT_EQ(refusal([&] { tw::save_safetensors(path, {}); }),
            "[safetensors] cannot write " + path + ": Is a directory");
  EXPECT_EQ(refusal([&] { (void)tw::load_safetensors(path); }),
            "[safetensors] cannot open " + path + ": Is a directory");
  EXPECT_FALSE(exists(path + ".new1"));
  EXPECT_EQ(std::remove(path.c_str()), 0);  // It was still there, and empty.
}

}  // namespace
