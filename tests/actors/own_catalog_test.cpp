#include "tests/actors/fake_clients.hpp"
#include "tests/actors/small_org.hpp"
#include "tests/support/client_calls.hpp"

namespace gatehouse {

namespace {

using strings = std::vector<std::string>;

/// Two sessions, each with its own client of one server, whose lists may come to differ.
class OwnCatalog : public testing::Test {
protected:
  OwnCatalog() {
    EXPECT_TRUE(acme.open_session(other));
    (void)set.ask_catalog(acme.connection);
    set.run_and_commit();
    open();
    list(0, {"echo"});
    for (const auto& session : {acme.session, other}) {
      (void)set.call(session, acme.at(), tool_request("github__echo"));
      set.run_and_commit();
      open();
      told.push_back(listen(session));
    }
  }

  /// The newest client opens, to a server that keeps state.
  void open() {
    set.on_loop([one = clients.made.back()] {
      one->opening(upstream_hello{"2025-11-25", "server", "1", "{}", "", server_era::sessions});
    });
    set.run_and_commit();
  }

  void list(std::size_t client, const strings& names) {
    std::vector<upstream_item> items;
    for (const auto& name : names)
      items.push_back({name, small_org::tool(name)});
    list(client, outcome<std::vector<upstream_item>>{std::move(items)});
  }

  void list(std::size_t client, outcome<std::vector<upstream_item>> items) {
    set.on_loop([&, this] { clients.made.at(client)->list(std::move(items)); });
    set.run_and_commit();
  }

  /// The server behind that client says that its tools have changed.
  void change(std::size_t client) {
    set.on_loop([&] { clients.made.at(client)->events.on_changed(catalog_list::tools); });
    set.run_and_commit();
  }

  /// The process of the session's server, and no other's, comes to offer these.
  void change_of_session(const strings& names) {
    change(of_session);
    list(of_session, names);
    list(0, {"echo"});
  }

  strings seen_by(const session_id& session) {
    auto answer = set.list(session, acme.at());
    set.run_and_commit();
    strings names;
    for (const auto& one : (***answer)->items)
      names.push_back(one.name);
    return names;
  }

  /// Returns how often `session` has been told that its tools have changed.
  std::shared_ptr<std::size_t> listen(const session_id& session) {
    auto count = std::make_shared<std::size_t>(0);
    set.watching.add(session, acme.at(), {true, true, true, true},
                     [count](const client_message& what) {
                       *count += what.method == "notifications/tools/list_changed" ? 1 : 0;
                     });
    return count;
  }

  static constexpr std::size_t of_session = 1; ///< the client of acme's session

  fake_clients clients;
  stage set{clients.factory()};
  small_org acme{set};
  const session_id other{"00000000-0000-4000-8000-000000000002"};
  std::vector<std::shared_ptr<std::size_t>> told; ///< acme's session, and the other one
};

TEST_F(OwnCatalog, IsSeenByItsSessionAlone) {
  change_of_session({"echo", "extra"});
  EXPECT_EQ(seen_by(acme.session), (strings{"github__echo", "github__extra"}));
  EXPECT_EQ(seen_by(other), strings{"github__echo"});
  EXPECT_EQ(*told[0], 1u);
  EXPECT_EQ(*told[1], 0u);
}

TEST_F(OwnCatalog, IsWhatItsSessionMayCall) {
  change_of_session({"echo", "extra"});
  auto& client = *clients.made[of_session];
  const auto calls = client.requests.size();
  (void)set.call(acme.session, acme.at(), tool_request("github__extra"));
  set.run_and_commit();
  EXPECT_EQ(client.requests.size(), calls + 1);
  const auto refused = set.call(other, acme.at(), tool_request("github__extra"));
  set.run_and_commit();
  ASSERT_TRUE(refused.answer->has_value());
  EXPECT_EQ(refused.answer->value().error().code, errc::tool_unknown);
}

TEST_F(OwnCatalog, ShowsNothingThatAQuarantineWithholds) {
  EXPECT_TRUE(set.done<connection>(connection::stream(acme.connection),
                                   set_drift{drift_answer::quarantine, set.time}));
  change_of_session({"echo", "extra"});
  EXPECT_EQ(seen_by(acme.session), strings{"github__echo"});
}

TEST_F(OwnCatalog, FollowsItsServer) {
  change_of_session({"echo", "extra"});
  change(of_session);
  list(of_session, {"second"});
  EXPECT_EQ(seen_by(acme.session), strings{"github__second"});
  EXPECT_EQ(*told[0], 2u);
}

TEST_F(OwnCatalog, IsNoneWhereItSaysWhatEverybodySees) {
  change_of_session({"echo"});
  EXPECT_TRUE(set.tools.own_of(acme.session).empty());
  EXPECT_EQ(*told[0], 0u);
}

TEST_F(OwnCatalog, EndsWhenEverybodySeesTheSame) {
  change(of_session);
  list(of_session, {"echo", "extra"});
  EXPECT_FALSE(set.tools.own_of(acme.session).empty());
  list(0, {"echo", "extra"});
  EXPECT_TRUE(set.tools.own_of(acme.session).empty());
  EXPECT_EQ(seen_by(other), (strings{"github__echo", "github__extra"}));
}

TEST_F(OwnCatalog, IsOnlyTakenWhole) {
  change(of_session);
  list(of_session, outcome<std::vector<upstream_item>>{failure{errc::upstream_timeout, ""}});
  EXPECT_EQ(seen_by(acme.session), strings{"github__echo"}) << "what everybody sees";
}

TEST_F(OwnCatalog, GoesWithTheProcessOfItsServer) {
  change_of_session({"echo", "extra"});
  set.on_loop([&] { clients.made[of_session]->events.on_closed("It ended."); });
  set.run_and_commit();
  EXPECT_EQ(seen_by(acme.session), strings{"github__echo"});
  EXPECT_EQ(*told[0], 2u);
}

TEST_F(OwnCatalog, GoesWithItsSession) {
  change_of_session({"echo", "extra"});
  set.leave(acme.session);
  EXPECT_TRUE(set.tools.own_of(acme.session).empty());
}

TEST_F(OwnCatalog, GoesWithItsConnection) {
  change_of_session({"echo", "extra"});
  set.retire_connection(acme.connection);
  set.run();
  EXPECT_TRUE(set.tools.own_of(acme.session).empty());
}

TEST_F(OwnCatalog, IsNotOnTheRecordOfTheConnection) {
  const auto listings = [this] {
    std::size_t count = 0;
    for (const auto& one : set.log.records())
      if (one.stream == connection::stream(acme.connection))
        count += std::holds_alternative<catalog_listed>(
            *decode_event<connection>(one.event_number, one.event_version, one.payload));
    return count;
  };
  const auto before = listings();
  change_of_session({"echo", "extra"});
  EXPECT_EQ(listings(), before);
}

} // namespace

} // namespace gatehouse
