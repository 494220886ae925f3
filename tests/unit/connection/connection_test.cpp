#include "events/connection/connection.hpp"
#include "events/core/limits.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};

upstream_config stdio_config() {
  return {{"npx", "server"}, "", {{"TOKEN", {"sec_1"}}}, {}, {}, true};
}

upstream_config http_config() {
  return {{}, "https://mcp.example/mcp", {}, {{"Authorization", {"sec_1"}}}, {"sec_2"}, false};
}

create_connection create(upstream_config config) {
  return {{"conn_1"}, {"org_1"}, "github.org.main", owner_kind::org, {}, std::move(config), now};
}

connection_created created(upstream_config config = stdio_config()) {
  return {{"conn_1"}, {"org_1"}, "github.org.main", owner_kind::org, {}, std::move(config), now};
}

note_catalog noted() {
  return {"2025-11-25", "github", "1.0", digest256{{1}}, {{"issues_list", digest256{{2}}}}, now};
}

catalog_listed listed(const note_catalog& c = noted()) {
  return {c.protocol_version, c.server_name, c.server_version, c.digest, c.tools, c.now};
}

TEST(Connection, IsMadeOfACommandOrAUrl) {
  given<connection>().when(create(stdio_config())).then({created()});
  given<connection>().when(create(http_config())).then({created(http_config())});
  auto both = stdio_config();
  both.url = "https://mcp.example/mcp";
  given<connection>().when(create(both)).then_refused(errc::invalid_argument, "either");
  given<connection>().when(create({})).then_refused(errc::invalid_argument, "either");
}

TEST(Connection, IsCreatedOnceEvenIfRemoved) {
  given<connection>({created()}).when(create(stdio_config())).then_refused(errc::conflict);
  given<connection>({created(), connection_removed{now}})
      .when(create(stdio_config()))
      .then_refused(errc::conflict);
}

TEST(Connection, RefusesWhatBelongsToTheOtherTransport) {
  auto config = stdio_config();
  config.headers["Authorization"] = {"sec_2"};
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "Headers");
  config = http_config();
  config.environment["TOKEN"] = {"sec_2"};
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "environment");
}

TEST(Connection, RefusesACommandThatNothingCanRun) {
  auto config = stdio_config();
  config.command = {"", "server"};
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "no program");
  config.command = {"npx", std::string{"a\0b", 3}};
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "NUL");
  config.command = {"x", std::string(limits::command_line_bytes_max, 'x')};
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "64 KiB");
}

TEST(Connection, WaitsForARequestAsLongAsASessionLastsAndNotLonger) {
  constexpr std::chrono::seconds most{limits::session_expiry};
  auto config = http_config();
  config.timeout_s = static_cast<std::uint64_t>(most.count());
  given<connection>().when(create(config)).then({created(config)});
  ++config.timeout_s;
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "timeout");
}

TEST(Connection, RefusesOneArgumentTooMany) {
  auto config = stdio_config();
  config.command.resize(limits::command_line_args_max, "x");
  given<connection>().when(create(config)).then({created(config)});
  config.command.push_back("x");
  given<connection>().when(create(config)).then_refused(errc::invalid_argument, "256");
}

TEST(Connection, RefusesOneEnvironmentEntryOrHeaderTooMany) {
  std::map<std::string, secret_ref> entries;
  for (std::size_t i = 0; i < limits::env_entries_max; ++i)
    entries["NAME_" + std::to_string(i)] = {"sec"};
  auto on_stdio = stdio_config();
  auto on_http = http_config();
  on_stdio.environment = on_http.headers = entries;
  given<connection>().when(create(on_stdio)).then({created(on_stdio)});
  given<connection>().when(create(on_http)).then({created(on_http)});
  on_stdio.environment["MORE"] = on_http.headers["MORE"] = {"sec"};
  given<connection>().when(create(on_stdio)).then_refused(errc::invalid_argument, "100");
  given<connection>().when(create(on_http)).then_refused(errc::invalid_argument, "100");
}

TEST(Connection, NotesItsFirstCatalogAndItsHealth) {
  given<connection>({created()})
      .when(noted())
      .then({listed(), connection_health_changed{true, "", now}});
}

TEST(Connection, NotesACatalogOnlyWhenItHasChanged) {
  events_of<connection> healthy{created(), listed(), connection_health_changed{true, "", now}};
  given<connection>(healthy).when(noted()).then_nothing();
  auto grown = noted();
  grown.digest = digest256{{9}};
  grown.tools.push_back({"issues_add", digest256{{3}}});
  given<connection>(healthy).when(grown).then(
      {listed(grown),
       tool_changed{"issues_add", {{}, {{3}}, change_class::additive, true, {}}, now}});
  auto upgraded = noted();
  upgraded.server_version = "1.1";
  given<connection>(healthy).when(upgraded).then({listed(upgraded)});
  auto renamed = noted();
  renamed.server_name = "github2";
  given<connection>(healthy).when(renamed).then({listed(renamed)});
  auto newer = noted();
  newer.protocol_version = "2026-07-28";
  given<connection>(healthy).when(newer).then({listed(newer)});
}

TEST(Connection, ListsAnEmptyCatalogToo) {
  note_catalog empty{"", "", "", {}, {}, now};
  given<connection>({created()})
      .when(empty)
      .then({listed(empty), connection_health_changed{true, "", now}});
}

TEST(Connection, RecoversWhenItIsListedAgain) {
  given<connection>({created(), listed(), connection_health_changed{false, "upstream_lost", now}})
      .when(noted())
      .then({connection_health_changed{true, "", now}});
}

TEST(Connection, NotesItsHealthOnlyWhenItHasChanged) {
  connection_health_changed lost{false, "upstream_lost", now};
  given<connection>({created()}).when(note_health{false, "upstream_lost", now}).then({lost});
  given<connection>({created(), lost})
      .when(note_health{false, "upstream_lost", now})
      .then_nothing();
  given<connection>({created(), lost})
      .when(note_health{false, "upstream_timeout", now})
      .then({connection_health_changed{false, "upstream_timeout", now}});
  given<connection>({created(), lost})
      .when(note_health{true, "", now})
      .then({connection_health_changed{true, "", now}});
}

TEST(Connection, IsRemovedOnce) {
  given<connection>({created()}).when(remove_connection{now}).then({connection_removed{now}});
  given<connection>({created(), connection_removed{now}})
      .when(remove_connection{now})
      .then_refused(errc::not_found);
}

TEST(Connection, NotesNothingOfWhatIsGoneOrNeverWas) {
  for (const auto& past :
       {events_of<connection>{}, events_of<connection>{created(), connection_removed{now}}}) {
    given<connection>(past).when(noted()).then_refused(errc::not_found);
    given<connection>(past).when(note_health{true, "", now}).then_refused(errc::not_found);
    given<connection>(past).when(remove_connection{now}).then_refused(errc::not_found);
  }
}

TEST(ConnectionCapture, ChangesWhatIsGivenAlone) {
  using enum capture_level;
  const connection_capture_set set{full, {"ssn"}, now};
  given<connection>({created()}).when(set_connection_capture{{full}, {{"ssn"}}, now}).then({set});
  given<connection>({created(), set})
      .when(set_connection_capture{std::optional<capture_level>{}, {}, now})
      .then({connection_capture_set{{}, {"ssn"}, now}});
  given<connection>({created(), set})
      .when(set_connection_capture{{}, std::vector<std::string>{}, now})
      .then({connection_capture_set{full, {}, now}});
  given<connection>({created(), set}).when(set_connection_capture{{}, {}, now}).then_nothing();
  given<connection>({created()})
      .when(set_connection_capture{{}, {{"/elsewhere"}}, now})
      .then_refused(errc::invalid_argument, "rule");
  given<connection>().when(set_connection_capture{{full}, {}, now}).then_refused(errc::not_found);
}

TEST(ConnectionSecret, IsErasedOnceAndIsNoLongerOfTheConfig) {
  const events_of<connection> past{created(http_config())};
  const secret_erased header{secret_place::header, "Authorization", {"sec_1"}, now};
  const secret_erased query{secret_place::query, "", {"sec_2"}, now};
  given<connection>(past)
      .when(erase_secret{secret_place::header, "Authorization", now})
      .then({header});
  given<connection>(past).when(erase_secret{secret_place::query, "", now}).then({query});
  for (const auto& wrong : {erase_secret{secret_place::environment, "Authorization", now},
                            erase_secret{secret_place::header, "authorization", now},
                            erase_secret{secret_place::query, "Authorization", now}})
    given<connection>(past).when(wrong).then_refused(errc::not_found);
  const auto after = state_after<connection>({created(http_config()), header, query});
  EXPECT_TRUE(after.config.headers.empty());
  EXPECT_TRUE(after.config.query.empty());
  EXPECT_EQ(after.erased, (std::vector<secret_ref>{{"sec_1"}, {"sec_2"}}));
  given<connection>(after)
      .when(erase_secret{secret_place::header, "Authorization", now})
      .then_refused(errc::not_found);
}

} // namespace
} // namespace gatehouse
