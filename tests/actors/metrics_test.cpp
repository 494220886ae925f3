#include "actors/metrics.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse {

namespace {

TEST(Metrics, AreWrittenInPrometheusText) {
  gateway_metrics metrics;
  metrics.calls_allowed.add(41);
  metrics.calls_allowed.add();
  metrics.live_actors.add(3);
  metrics.live_actors.add(-5);
  const auto text = prometheus_text(metrics);
  EXPECT_EQ(text.substr(0, text.find("# HELP gatehouse_calls_denied_total")),
            "# HELP gatehouse_calls_allowed_total Tool calls that were admitted.\n"
            "# TYPE gatehouse_calls_allowed_total counter\n"
            "gatehouse_calls_allowed_total 42\n");
  EXPECT_TRUE(text.ends_with("# HELP gatehouse_live_actors Aggregates now in memory.\n"
                             "# TYPE gatehouse_live_actors gauge\n"
                             "gatehouse_live_actors -2\n"));
}

TEST(Metrics, HaveNamesOfTheirOwnThatSayTheirKind) {
  gateway_metrics metrics;
  std::set<std::string_view> names;
  metrics.walk([&](std::string_view name, std::string_view help, const auto& metric) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(name.starts_with("gatehouse_")) << name;
    EXPECT_TRUE(help.ends_with(".")) << help;
    using type = std::remove_cvref_t<decltype(metric)>;
    EXPECT_EQ(name.ends_with("_total"), (std::is_same_v<type, counter>)) << name;
  });
  EXPECT_EQ(names.size() * sizeof(counter), sizeof(gateway_metrics)) << "every member is shown";
}

} // namespace

} // namespace gatehouse
