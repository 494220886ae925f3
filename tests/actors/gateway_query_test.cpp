#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <future>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s; ///< a deadline that only a hang reaches

const std::string forever = "with recursive n(x) as (select 1 union all select x + 1 from n)"
                            " select count(*) from n";

/// A gateway on folders of its own, asked about its record.
class GatewayQuery : public testing::Test {
protected:
  GatewayQuery() {
    gateway_options wanted;
    wanted.data_folder = folder / "data";
    wanted.keys_folder = folder / "data.keys";
    wanted.binary = "/proc/self/exe";
    auto started = gateway::start(std::move(wanted), loop);
    EXPECT_TRUE(started) << started.error().detail;
    house = *std::move(started);
    root = *house->authenticate(house->take_new_operator_token());
    auto made = wait<org_id>([&](auto done) {
      house->admin().create_org(root, {"acme", ""}, done);
    });
    EXPECT_TRUE(made);
    org = *made;
  }

  ~GatewayQuery() override { house->stop(0ms); }

  template <class T>
  outcome<T> wait(const std::function<void(std::function<void(outcome<T>)>)>& ask) {
    auto promise = std::make_shared<std::promise<outcome<T>>>();
    auto result = promise->get_future();
    ask([promise](outcome<T> answer) { promise->set_value(std::move(answer)); });
    if (result.wait_for(patience) != std::future_status::ready)
      return failure{errc::deadline_passed, "nobody answered"};
    return result.get();
  }

  outcome<query_result> query(const std::string& sql, queries::give_up_flag given_up = never()) {
    return wait<query_result>(
        [&](auto done) { house->records().query(root, org, sql, given_up, done); });
  }

  static queries::give_up_flag never() { return std::make_shared<std::atomic<bool>>(false); }

  temp_folder folder;
  io_loop loop;
  std::unique_ptr<gateway> house;
  caller root;
  org_id org;
};

TEST_F(GatewayQuery, IsOnTheRecordBeforeItsAnswer) {
  const std::string sql = "select principal, event ->> 'text' from events"
                          " where type = 'instance.record_queried' order by position";
  const auto before = house->journal_head();
  const auto answer = query(sql);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(house->journal_head().value, before.value + 1);
  ASSERT_EQ(answer->rows.size(), 1U) << "a query sees itself";
  EXPECT_EQ(answer->rows[0], (std::vector<query_value>{"operator", sql}));
  EXPECT_EQ(query("delete from audit").error().code, errc::query_refused);
  EXPECT_EQ(query(sql)->rows.size(), 3U) << "what was refused was asked, too";
}

TEST_F(GatewayQuery, OfADumpIsOnTheRecordBeforeItsAnswer) {
  const auto before = house->journal_head();
  const auto part =
      wait<dump_part>([&](auto done) { house->records().dump(root, org, {1}, never(), done); });
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_EQ(house->journal_head().value, before.value + 1);
  EXPECT_TRUE(part->is_last);
  EXPECT_EQ(part->seen, house->journal_head()) << "it holds that it was asked for";
  EXPECT_NE(part->lines.find(R"("text":"dump after 1")"), std::string::npos) << part->lines;
  EXPECT_EQ(wait<dump_part>([&](auto done) {
              auto given_up = std::make_shared<std::atomic<bool>>(true);
              house->records().dump(root, org, {}, given_up, done);
            })
                .error()
                .code,
            errc::cancelled);
}

TEST_F(GatewayQuery, ThatIsNoTextIsNotRecorded) {
  const auto before = house->journal_head();
  EXPECT_EQ(query("select '\xff'").error().code, errc::query_refused);
  EXPECT_EQ(query(std::string(limits::query_text_bytes_max + 1, ' ')).error().code,
            errc::query_refused);
  EXPECT_EQ(house->journal_head(), before);
}

TEST_F(GatewayQuery, WaitsForNoMoreThanItsBoundAtATime) {
  auto given_up = std::make_shared<std::atomic<bool>>(false);
  std::vector<std::future<errc>> running;
  for (std::size_t at = 0; at < limits::queries_running_max; ++at) {
    auto ended = std::make_shared<std::promise<errc>>();
    running.push_back(ended->get_future());
    house->records().query(root, org, forever, given_up, [ended](outcome<query_result> answer) {
      ended->set_value(answer ? errc::internal : answer.error().code);
    });
  }
  EXPECT_EQ(query("select 1").error().code, errc::overloaded);
  const auto summary = wait<audit_summary>([&](auto done) {
    audit_filter filter;
    filter.org = org;
    house->records().audit_summary(filter, never(), done);
  });
  EXPECT_EQ(summary.error().code, errc::overloaded);
  *given_up = true;
  for (auto& one : running)
    EXPECT_EQ(one.get(), errc::cancelled);
  EXPECT_TRUE(query("select 1"));
}

TEST_F(GatewayQuery, EndsWithTheGateway) {
  auto ended = std::make_shared<std::promise<void>>();
  house->records().query(root, org, forever, never(),
                         [ended](const outcome<query_result>&) { ended->set_value(); });
  const auto begin = std::chrono::steady_clock::now();
  house->stop(0ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
}

} // namespace
} // namespace gatehouse
