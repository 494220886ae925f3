#include "actors/upstream/environment.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(EnvironmentName, IsAName) {
  for (std::string name : {"API_KEY", "_x", "a1", "PATH", "HOME"})
    EXPECT_TRUE(check_environment_name(name)) << name;
  for (std::string name : {"", "1a", "a-b", "a=b", "a b", "\xc3\xa4"})
    EXPECT_FALSE(check_environment_name(name)) << name;
  EXPECT_TRUE(check_environment_name(std::string(limits::name_bytes_max, 'A')));
  EXPECT_FALSE(check_environment_name(std::string(limits::name_bytes_max + 1, 'A')));
}

TEST(EnvironmentName, IsNotOneThatRunsOtherCode) {
  for (std::string name : {"LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "NODE_OPTIONS", "BASH_ENV",
                           "PYTHONSTARTUP", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "IFS",
                           "GLIBC_TUNABLES", "DYLD_INSERT_LIBRARIES", "MALLOC_PERTURB_"}) {
    auto checked = check_environment_name(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, errc::invalid_argument);
  }
}

TEST(ChildEnvironment, PrefersTheConnectionsOwn) {
  auto environment = child_environment({{"HOME", "/elsewhere"}, {"KEY", "value"}});
  ASSERT_TRUE(environment);
  EXPECT_EQ(environment->at("HOME"), "/elsewhere");
  EXPECT_EQ(environment->at("KEY"), "value");
}

TEST(ChildEnvironment, HasABound) {
  std::map<std::string, std::string> many;
  for (std::size_t i = 0; i < limits::env_entries_max; ++i)
    many["V" + std::to_string(i)] = "x";
  EXPECT_TRUE(child_environment(many));
  many["ONE_MORE"] = "x";
  EXPECT_FALSE(child_environment(many));
}

} // namespace
} // namespace gatehouse
