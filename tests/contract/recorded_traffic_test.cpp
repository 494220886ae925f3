#include "events/connection/connection.hpp"
#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "storage/traffic/recorded_traffic.hpp"
#include "tests/support/projected_journal.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

/// A log with an organization `acme` and another one, each with a connection at the same address.
class RecordedTraffic : public testing::Test {
protected:
  RecordedTraffic() {
    for (const std::string name : {"acme", "other"}) {
      log_.append<org>(org::stream({name}), {org_created{{name}, name, "", {"key_1"}, {}}},
                       in(name));
      log_.append<connection>(
          connection::stream({"c-" + name}),
          {connection_created{{"c-" + name}, {name}, "files.org.main", owner_kind::org, {}, {}, {}},
           catalog_listed{"", "", "", {}, {{"gone", {}}}, {}},
           catalog_listed{"", "", "", {}, {{"read", {}}, {"never", {}}}, {}}},
          in(name));
    }
  }

  static record_context in(const std::string& org) {
    record_context context;
    context.org = {org};
    return context;
  }

  void open(const std::string& name, const std::string& resource, const std::string& org = "acme") {
    session_opened opened;
    opened.session = {name};
    opened.resource = resource;
    log_.append<session>(session::stream({name}), {opened}, in(org));
  }

  static call_subject subject(const std::string& call, const std::string& tool) {
    call_subject one;
    one.call = {call};
    one.tool = "files__" + tool;
    one.address = "files.org.main." + tool;
    return one;
  }

  /// A call that was answered with so many bytes.
  void call(const std::string& at, const std::string& name, std::uint64_t bytes,
            const std::string& org = "acme") {
    call_admitted admitted;
    admitted.subject = subject(name, "read");
    admitted.subject.arguments = sealed{{"key_1"}, std::string(29 + 7, 'x')};
    call_completed completed;
    completed.call = {name};
    completed.result_bytes = bytes;
    completed.duration_us = bytes * 10;
    completed.tool_error = bytes == 13;
    log_.append<session>(session::stream({at}), {admitted, completed}, in(org));
  }

  void deny(const std::string& at, const std::string& name) {
    call_denied denied;
    denied.subject = subject(name, "never");
    log_.append<session>(session::stream({at}), {denied}, in("acme"));
  }

  std::vector<std::string> calls(const traffic_filter& wanted) {
    auto found = read_traffic(log_.log(), wanted);
    EXPECT_TRUE(found) << found.error().detail;
    std::vector<std::string> names;
    for (const auto& one : *found)
      names.push_back(one.entry.call.value);
    return names;
  }

  projected_journal log_;
};

using names = std::vector<std::string>;

TEST_F(RecordedTraffic, IsThatOfOneEndpoint) {
  open("s1", "all");
  open("s2", "");
  open("s3", "all", "other");
  call("s1", "one", 100);
  call("s2", "two", 200);
  call("s3", "three", 300, "other");
  deny("s1", "four");
  EXPECT_EQ(calls({"acme", "all", {}, {}}), (names{"one", "four"}));
  EXPECT_EQ(calls({"acme", "", {}, {}}), names{"two"});
  EXPECT_EQ(calls({"other", "all", {}, {}}), names{"three"});
  EXPECT_EQ(read_traffic(log_.log(), {"nobody", "", {}, {}}).error().code, errc::not_found);
}

TEST_F(RecordedTraffic, SaysHowEachCallWentAndHowLargeItWas) {
  open("s1", "all");
  call("s1", "one", 100);
  deny("s1", "two");
  const auto found = *read_traffic(log_.log(), {"acme", "all", {}, {}});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].entry.outcome, audit_outcome::ok);
  EXPECT_EQ(found[0].argument_bytes, 7u);
  EXPECT_EQ(found[1].entry.decision, audit_decision::deny);
  EXPECT_EQ(found[1].argument_bytes, 0u);
}

TEST_F(RecordedTraffic, IsBoundByTimes) {
  open("s1", "all");
  call("s1", "one", 1);
  const auto first = log_.now();
  call("s1", "two", 1);
  const auto second = log_.now();
  EXPECT_EQ(calls({"acme", "all", second, {}}), names{"two"});
  EXPECT_EQ(calls({"acme", "all", {}, second}), names{"one"});
  EXPECT_EQ(calls({"acme", "all", first, second}), names{"one"});
}

TEST_F(RecordedTraffic, IsNoMoreThanItsBound) {
  open("s1", "all");
  open("s2", "");
  for (const auto* name : {"one", "two", "three"})
    call("s1", name, 100);
  call("s2", "elsewhere", 100);
  const traffic_filter wanted{"acme", "all", {}, {}};
  EXPECT_EQ(read_traffic(log_.log(), wanted, 3)->size(), 3u) << "what is not wanted is not counted";
  const auto refused = read_traffic(log_.log(), wanted, 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::limit_reached);
  EXPECT_NE(refused.error().detail.find("more than 2"), std::string::npos);
}

TEST_F(RecordedTraffic, LeavesAnswersOutThatAreOverItsBound) {
  open("s1", "all");
  for (const auto* name : {"one", "two", "three"})
    call("s1", name, 100);
  EXPECT_EQ(read_recorded_tools(log_.log(), "acme", "files.org.main", 3)->at("read").size(), 3u);
  EXPECT_EQ(read_recorded_tools(log_.log(), "acme", "files.org.main", 2)->at("read").size(), 2u);
}

TEST_F(RecordedTraffic, TellsHowAConnectionsToolsAnswered) {
  open("s1", "all");
  open("s3", "all", "other");
  call("s1", "one", 100);
  call("s3", "two", 50, "other");
  call("s1", "three", 13);
  deny("s1", "four");
  auto tools = read_recorded_tools(log_.log(), "acme", "files.org.main");
  ASSERT_TRUE(tools);
  EXPECT_EQ(tools->size(), 2u);
  EXPECT_TRUE(tools->at("never").empty());
  const auto& answers = tools->at("read");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].bytes, 100u);
  EXPECT_EQ(answers[0].duration_us, 1'000u);
  EXPECT_FALSE(answers[0].tool_error);
  EXPECT_TRUE(answers[1].tool_error);
  EXPECT_EQ(read_recorded_tools(log_.log(), "acme", "files.org").error().code, errc::not_found);
}

} // namespace
} // namespace gatehouse
