#include "events/all_events.hpp"
#include "storage/projections/directory_projection.hpp"
#include "tests/support/projected_journal.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

class DirectoryProjection : public testing::Test {
protected:
  template <class A> void tell(const stream_id& stream, const typename A::event& event) {
    journal_.append<A>(stream, {event});
  }

  directory_row row_of(const stream_id& stream) {
    auto row = find_in_directory(journal_.views(), stream);
    if (!row) {
      ADD_FAILURE() << row.error().detail;
      return {};
    }
    return *row;
  }

  std::vector<stream_id> live() { return *directory_streams(journal_.views()); }

  const stream_id org_ = org::stream({"org_1"});
  const stream_id toolkit_ = toolkit::stream({"tk_1"});
  const stream_id connection_ = connection::stream({"conn_1"});
  projected_journal journal_;
};

TEST_F(DirectoryProjection, NamesEveryStreamButSessions) {
  tell<instance>(instance::stream(), instance_created{});
  tell<org>(org_, org_created{{"org_1"}, "acme", "Acme", {}, {}});
  tell<toolkit>(toolkit_, toolkit_created{{"tk_1"}, {"org_1"}, {}, {}, "support", "S", {}, {}});
  tell<connection>(connection_,
                   connection_created{{"conn_1"}, {"org_1"}, "github.org.main", {}, {}, {}, {}});
  tell<session>(session::stream({"s-1"}),
                session_opened{{"s-1"}, {"org_1"}, {}, {}, {}, {}, {}, {}, {}});
  EXPECT_EQ(row_of(instance::stream()), (directory_row{"instance", {}, "", true}));
  EXPECT_EQ(row_of(org_), (directory_row{"org", {"org_1"}, "acme", true}));
  EXPECT_EQ(row_of(toolkit_), (directory_row{"toolkit", {"org_1"}, "support", true}));
  EXPECT_EQ(row_of(connection_), (directory_row{"connection", {"org_1"}, "github.org.main", true}));
  EXPECT_EQ(live(), (std::vector<stream_id>{connection_, {"instance"}, org_, toolkit_}));
}

TEST_F(DirectoryProjection, FollowsAToolkitsSlug) {
  tell<toolkit>(toolkit_, toolkit_created{{"tk_1"}, {"org_1"}, {}, {}, "support", "S", {}, {}});
  tell<toolkit>(toolkit_, toolkit_changed{"help", "S", {}, {}});
  EXPECT_EQ(row_of(toolkit_), (directory_row{"toolkit", {"org_1"}, "help", true}));
}

TEST_F(DirectoryProjection, LeavesOutOfTheLiveOnesWhatIsGone) {
  tell<toolkit>(toolkit_, toolkit_created{{"tk_1"}, {"org_1"}, {}, {}, "support", "S", {}, {}});
  tell<connection>(connection_,
                   connection_created{{"conn_1"}, {"org_1"}, "github.org.main", {}, {}, {}, {}});
  tell<toolkit>(toolkit_, toolkit_deleted{});
  EXPECT_EQ(live(), std::vector<stream_id>{connection_});
  tell<connection>(connection_, connection_removed{});
  EXPECT_EQ(live(), std::vector<stream_id>{});
  EXPECT_EQ(row_of(toolkit_), (directory_row{"toolkit", {"org_1"}, "support", false}));
}

TEST_F(DirectoryProjection, KnowsNoStreamThatNeverWas) {
  EXPECT_EQ(find_in_directory(journal_.views(), {"toolkit/none"}).error().code, errc::not_found);
}

TEST_F(DirectoryProjection, RebuiltIsWhatItWasLive) {
  tell<instance>(instance::stream(), operator_token_minted{});
  tell<toolkit>(toolkit_, toolkit_created{{"tk_1"}, {"org_1"}, {}, {}, "support", "S", {}, {}});
  (void)journal_.views();
  tell<toolkit>(toolkit_, grant_added{});
  tell<toolkit>(toolkit_, toolkit_deleted{});
  auto live = journal_.views().digest();
  auto rebuilt = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(journal_.log(), *rebuilt, all_projections(), {}));
  ASSERT_TRUE(live);
  EXPECT_EQ(*live, *rebuilt->digest());
}

} // namespace
} // namespace gatehouse
