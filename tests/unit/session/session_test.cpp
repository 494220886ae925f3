#include "events/core/limits.hpp"
#include "events/session/session.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};

const session_bearer ada{{"user_1"}, {"org_1"}, {"tk_1"}};

session_opened opened_by(const session_bearer& bearer) {
  return {{"s-1"}, bearer.org, bearer.principal, bearer.toolkit, "support", "2025-11-25", "ide",
          "1.2",   now};
}

/// Someone who differs from `ada` in one thing.
std::vector<session_bearer> strangers() {
  auto principal = ada;
  principal.principal = {"user_2"};
  auto org = ada;
  org.org = {"org_2"};
  return {principal, org};
}

std::vector<session_bearer> other_resources() {
  auto default_resource = ada;
  default_resource.toolkit = {};
  auto toolkit = ada;
  toolkit.toolkit = {"tk_2"};
  return {default_resource, toolkit};
}

close_session closing(const session_bearer& bearer, close_reason reason = close_reason::client) {
  return {bearer, reason, now};
}

TEST(Session, IsOpenedOnce) {
  open_session open{{"s-1"}, ada, "support", "2025-11-25", "ide", "1.2", now};
  given<session>().when(open).then({opened_by(ada)});
  given<session>({opened_by(ada)}).when(open).then_refused(errc::conflict);
  given<session>({opened_by(ada), session_closed{close_reason::idle, now}})
      .when(open)
      .then_refused(errc::conflict);
}

TEST(Session, IsUsedByItsBearerWithoutATrace) {
  given<session>({opened_by(ada)}).when(use_session{ada}).then_nothing();
}

TEST(Session, IsNotFoundBeforeAnyoneAsksWhoseItIs) {
  events_of<session> closed{opened_by(ada), session_closed{close_reason::client, now}};
  for (auto bearer : {ada, strangers()[0], strangers()[1], other_resources()[0]}) {
    given<session>().when(use_session{bearer}).then_refused(errc::session_not_found, "initialize");
    given<session>(closed).when(use_session{bearer}).then_refused(errc::session_not_found);
    given<session>().when(closing(bearer)).then_refused(errc::session_not_found);
    given<session>(closed).when(closing(bearer)).then_refused(errc::session_not_found);
  }
}

TEST(Session, IsForeignToEveryoneElse) {
  for (const auto& stranger : strangers()) {
    given<session>({opened_by(ada)})
        .when(use_session{stranger})
        .then_refused(errc::session_foreign, "current bearer");
    given<session>({opened_by(ada)}).when(closing(stranger)).then_refused(errc::session_foreign);
  }
}

TEST(Session, IsBoundToItsResourceAndStaysUsableThere) {
  for (const auto& elsewhere : other_resources()) {
    given<session> there{{opened_by(ada)}};
    there.when(use_session{elsewhere})
        .then_refused(errc::session_foreign, "different MCP resource");
    there.when(closing(elsewhere)).then_refused(errc::session_foreign);
    there.when(use_session{ada}).then_nothing();
  }
}

TEST(Session, OfTheDefaultResourceReachesNoToolkit) {
  auto plain = ada;
  plain.toolkit = {};
  given<session>({opened_by(plain)}).when(use_session{plain}).then_nothing();
  given<session>({opened_by(plain)}).when(use_session{ada}).then_refused(errc::session_foreign);
}

TEST(Session, IsBoundToTheToolkitNotToItsSlug) {
  // Whoever dials a slug that another toolkit has taken arrives with that toolkit's id.
  given<session> bound{{opened_by(ada)}};
  EXPECT_EQ(bound.state().bearer.toolkit.value, "tk_1");
  auto taken_over = ada;
  taken_over.toolkit = {"tk_9"};
  bound.when(use_session{taken_over}).then_refused(errc::session_foreign);
  bound.when(use_session{ada}).then_nothing();
}

TEST(Session, IsClosedByItsClientOrByTheGateway) {
  given<session> open{{opened_by(ada)}};
  open.when(closing(ada)).then({session_closed{close_reason::client, now}});
  for (auto reason : {close_reason::idle, close_reason::toolkit_deleted})
    open.when(closing({}, reason)).then({session_closed{reason, now}});
}

TEST(Session, IsClosedByAnAdministratorOfItsOrgOnly) {
  given<session> open{{opened_by(ada)}};
  open.when(closing({{"user_9"}, ada.org, {}}, close_reason::administrator))
      .then({session_closed{close_reason::administrator, now}});
  open.when(closing({ada.principal, {"org_2"}, ada.toolkit}, close_reason::administrator))
      .then_refused(errc::session_not_found);
}

TEST(Session, IsClosedOnce) {
  events_of<session> closed{opened_by(ada), session_closed{close_reason::idle, now}};
  for (auto reason : {close_reason::client, close_reason::idle, close_reason::administrator})
    given<session>(closed).when(closing(ada, reason)).then_refused(errc::session_not_found);
}

} // namespace
} // namespace gatehouse
