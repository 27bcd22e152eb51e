#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tiny/tiny.h"

TEST(SumTest, LeavesManyFiles) {
  const std::filesystem::path all_room = std::filesystem::temp_directory_path();
  const std::string words(16 << 20, 'x');
  for (int i = 0; i < 20; ++i) {
    std::ofstream file(all_room / std::to_string(i));
    file << words << std::flush;
    EXPECT_TRUE(file.good());
  }
}

TEST(SumTest, TwoAndTwo) {
  EXPECT_EQ(tiny::sum(std::vector<float>{2, 2}), 4.0F);
}
