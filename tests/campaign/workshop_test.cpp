#include "campaign/workshop.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace wright {
namespace {

class SharedCacheTest : public testing::Test {
 protected:
  SharedCacheTest() {
    const char* before = std::getenv("TENSORWRIGHT_CACHE");
    if (before != nullptr) before_ = before;
  }
  ~SharedCacheTest() override { set(before_); }
  static void set(const std::string& value) { ::setenv("TENSORWRIGHT_CACHE", value.c_str(), 1); }

 private:
  std::string before_;
};

TEST_F(SharedCacheTest, AWorkshopHasACacheOfItsOwnUnlessOneIsNamed) {
  const Workshop workshop("/runs/hello");

  set("");
  EXPECT_EQ(workshop.cache(), "/runs/hello/work/cache");
  set("/caches/../mine");
  EXPECT_EQ(workshop.cache(), "/mine");
}

}  // namespace
}  // namespace wright
