#include "events/core/limits.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/org/acme.hpp"

namespace gatehouse {
namespace {

toolkit_claimed claimed(const std::string& id, const std::string& slug,
                        const std::string& user = {}) {
  return {{id}, slug, user.empty() ? owner_kind::org : owner_kind::user, {user}};
}

claim_toolkit claim(const std::string& id, const std::string& slug, const std::string& user = {}) {
  return {{id}, slug, user.empty() ? owner_kind::org : owner_kind::user, {user}};
}

connection_claimed connected(const std::string& id, const std::string& address,
                             const std::string& user = {}) {
  return {{id}, address, user.empty() ? owner_kind::org : owner_kind::user, {user}};
}

claim_connection connect(const std::string& id, const std::string& address,
                         const std::string& user = {}) {
  return {{id}, address, user.empty() ? owner_kind::org : owner_kind::user, {user}};
}

TEST(OrgToolkits, ClaimASlugAsTheGrammarKeepsIt) {
  given<org>().when(claim("tk_1", "support")).then_refused(errc::not_found);
  given<org>({acme}).when(claim("tk_1", " Support ")).then({claimed("tk_1", "support")});
  given<org>({acme}).when(claim("tk_1", "-support")).then_refused(errc::invalid_argument);
  given<org>({acme})
      .when(claim("tk_1", std::string(limits::slug_bytes_max + 1, 's')))
      .then_refused(errc::invalid_argument);
}

TEST(OrgToolkits, HaveSlugsThatAreUniqueAcrossOwners) {
  for (const auto& holder : {claimed("tk_1", "support"), claimed("tk_1", "support", "user_1")})
    for (const auto* user : {"", "user_1", "user_2"})
      given<org>({acme, holder})
          .when(claim("tk_2", "SUPPORT", user))
          .then_refused(errc::conflict, "\"support\"");
}

TEST(OrgToolkits, AreRefusedWhenThereIsOneTooMany) {
  auto state = state_after<org>({acme});
  for (std::size_t i = 1; i < limits::toolkits_per_org_max; ++i)
    org::evolve(state, claimed("tk_" + std::to_string(i), "slug-" + std::to_string(i)));
  given<org>(state).when(claim("tk_l", "last")).then({claimed("tk_l", "last")});
  org::evolve(state, claimed("tk_l", "last"));
  given<org>(state).when(claim("tk_m", "more")).then_refused(errc::limit_reached);
}

TEST(OrgToolkits, MoveToAFreeSlugAndFreeTheirOwn) {
  events_of<org> past{acme, claimed("tk_1", "support"), claimed("tk_2", "sales")};
  given<org>(past)
      .when(move_toolkit_slug{{"tk_1"}, "Help"})
      .then({toolkit_slug_moved{{"tk_1"}, "help"}});
  given<org>(past).when(move_toolkit_slug{{"tk_1"}, "support"}).then_nothing();
  given<org>(past).when(move_toolkit_slug{{"tk_1"}, "sales"}).then_refused(errc::conflict);
  given<org>(past).when(move_toolkit_slug{{"tk_1"}, "a b"}).then_refused(errc::invalid_argument);
  given<org>(past).when(move_toolkit_slug{{"tk_9"}, "help"}).then_refused(errc::not_found);
  past.push_back(toolkit_slug_moved{{"tk_1"}, "help"});
  given<org>(past).when(claim("tk_3", "support")).then({claimed("tk_3", "support")});
  given<org>(past).when(claim("tk_3", "help")).then_refused(errc::conflict);
}

TEST(OrgToolkits, AreReleasedOnceAndFreeTheirSlug) {
  events_of<org> past{acme, claimed("tk_1", "support")};
  given<org>(past).when(release_toolkit{{"tk_1"}}).then({toolkit_released{{"tk_1"}}});
  past.push_back(toolkit_released{{"tk_1"}});
  given<org>(past).when(release_toolkit{{"tk_1"}}).then_refused(errc::not_found);
  given<org>(past).when(move_toolkit_slug{{"tk_1"}, "help"}).then_refused(errc::not_found);
  given<org>(past)
      .when(claim("tk_2", "support", "user_1"))
      .then({claimed("tk_2", "support", "user_1")});
}

TEST(OrgConnections, ClaimAnAddressOncePerOwner) {
  given<org>().when(connect("conn_1", "github.org.main")).then_refused(errc::not_found);
  given<org>({acme})
      .when(connect("conn_1", "github.org.main"))
      .then({connected("conn_1", "github.org.main")});
  events_of<org> past{acme, connected("conn_1", "github.org.main"),
                      connected("conn_2", "github.user.main", "user_1")};
  given<org>(past)
      .when(connect("conn_3", "github.org.main"))
      .then_refused(errc::conflict, "github.org.main");
  given<org>(past)
      .when(connect("conn_3", "github.user.main", "user_1"))
      .then_refused(errc::conflict);
  given<org>(past)
      .when(connect("conn_3", "github.user.main", "user_2"))
      .then({connected("conn_3", "github.user.main", "user_2")});
}

TEST(OrgConnections, AreRefusedWhenThereIsOneTooMany) {
  auto state = state_after<org>({acme});
  for (std::size_t i = 1; i < limits::connections_per_org_max; ++i)
    org::evolve(state, connected("conn_" + std::to_string(i), "a.org.c" + std::to_string(i)));
  given<org>(state).when(connect("conn_l", "b.org.main")).then({connected("conn_l", "b.org.main")});
  org::evolve(state, connected("conn_l", "b.org.main"));
  given<org>(state).when(connect("conn_m", "c.org.main")).then_refused(errc::limit_reached);
}

TEST(OrgConnections, AreReleasedOnceAndFreeTheirAddress) {
  events_of<org> past{acme, connected("conn_1", "github.org.main")};
  given<org>(past).when(release_connection{{"conn_1"}}).then({connection_released{{"conn_1"}}});
  past.push_back(connection_released{{"conn_1"}});
  given<org>(past).when(release_connection{{"conn_1"}}).then_refused(errc::not_found);
  given<org>(past)
      .when(connect("conn_2", "github.org.main"))
      .then({connected("conn_2", "github.org.main")});
}

} // namespace
} // namespace gatehouse
