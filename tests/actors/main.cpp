#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/sample_server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

/// The test program is also what a gateway starts: the guard and the sample server.
int main(int argc, char** argv) {
  using namespace gatehouse;
  const std::string_view first = argc > 1 ? argv[1] : "";
  const std::string_view second = argc > 2 ? argv[2] : "";
  if (first == guard_argument)
    return run_child_guard(std::atoi(second.data()));
  if (first == sample_server_argument)
    return run_sample_server(second == sample_mischief_argument);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
