#include "tests/support/fake_administration.hpp"

#include "actors/upstream/http_url.hpp"
#include "events/names/slug.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

constexpr unix_us now{1'700'000'000'000'000};

const outcome<nothing> fine = nothing{};

/// Runs what comes next unless something has failed before.
template <class Next> outcome<nothing> then(const outcome<nothing>& before, Next next) {
  return before ? next() : before;
}

} // namespace

template <class A, class Command>
outcome<nothing> fake_administration::run(std::map<std::string, typename A::state>& states,
                                          const stream_id& stream, const Command& command) {
  auto& state = states[stream.value];
  auto events = decide<A>(state, command);
  if (!events)
    return events.error();
  for (const auto& event : *events)
    evolve<A>(state, event);
  gate_.world().publish(stream,
                        std::make_shared<const versioned<A>>(versioned<A>{state, {++last_}}));
  return nothing{};
}

outcome<nothing> fake_administration::run(const gatehouse::instance::command& command) {
  return run<gatehouse::instance>(instances_, gatehouse::instance::stream(), command);
}

outcome<nothing> fake_administration::run(const org_id& id,
                                          const gatehouse::org::command& command) {
  return run<gatehouse::org>(orgs_, gatehouse::org::stream(id), command);
}

outcome<nothing> fake_administration::run(const toolkit_id& id,
                                          const gatehouse::toolkit::command& command) {
  return run<gatehouse::toolkit>(toolkits_, gatehouse::toolkit::stream(id), command);
}

outcome<nothing> fake_administration::run(const connection_id& id,
                                          const gatehouse::connection::command& command) {
  return run<gatehouse::connection>(connections_, gatehouse::connection::stream(id), command);
}

template <class T>
void fake_administration::post(answer<T> done, const outcome<nothing>& ran, T value) {
  outcome<T> result = ran ? outcome<T>{std::move(value)} : ran.error();
  loop_.post([done = std::move(done), result = std::move(result)] { done(result); });
}

user_id fake_administration::known_user(const org_id& org, const std::string& name) {
  if (name.empty())
    return {};
  const user_id user{"user_" + name};
  if (!orgs_[gatehouse::org::stream(org).value].members.contains(user))
    static_cast<void>(run(org, set_member{user, name, role::member, now}));
  return user;
}

void fake_administration::create_org(const caller&, new_org what, answer<org_id> done) {
  const org_id id{"org_" + what.slug};
  auto ran = run(claim_org_slug{id, what.slug});
  ran = then(ran, [&] {
    return run(id, gatehouse::create_org{id, what.slug, what.name, {"key_1"}, now});
  });
  if (ran)
    gate_.add_org(what.slug, id);
  post(std::move(done), ran, id);
}

void fake_administration::mint_operator_token(const caller& by, std::string name,
                                              answer<minted_token> done) {
  const token_id id{next("tok_")};
  auto ran = run(gatehouse::mint_operator_token{id, {}, "gh_op", name, by.principal, now});
  post(std::move(done), ran, minted_token{id, "gh_op", "gh_op_secret"});
}

void fake_administration::revoke_operator_token(const caller&, token_id id, answer<nothing> done) {
  post(std::move(done), run(gatehouse::revoke_operator_token{id, now}), nothing{});
}

void fake_administration::mint_token(const caller& by, org_id org, new_token what,
                                     answer<minted_token> done) {
  const token_id id{next("tok_")};
  const user_id user{what.user.empty() ? "" : "user_" + what.user};
  auto ran = run(org, gatehouse::mint_token{id, digest256{{1}}, "gh_ab", what.name, what.rank, user,
                                            what.user, by.principal, now});
  post(std::move(done), ran, minted_token{id, "gh_ab", "gh_ab_secret"});
}

void fake_administration::revoke_token(const caller&, org_id org, token_id id,
                                       answer<nothing> done) {
  post(std::move(done), run(org, gatehouse::revoke_token{id, now}), nothing{});
}

void fake_administration::create_connection(const caller&, org_id org, new_connection what,
                                            answer<connection_id> done) {
  const connection_id id{next("conn_")};
  auto name = parse_connection_name(what.name);
  if (!name)
    return post(std::move(done), name.error(), id);
  const auto user = known_user(org, what.owner_user);
  const auto address =
      name->integration + "." + std::string{name_of(what.owner)} + "." + name->connection;
  const auto [url, query] = cut_query(what.url);
  upstream_config config{what.command, url, {}, {}, {}, false, what.sharing, what.timeout_s};
  if (!query.empty())
    config.query = {next("sec_")};
  for (const auto& [key, value] : what.environment)
    config.environment.emplace(key, secret_ref{next("sec_")});
  for (const auto& [key, value] : what.headers)
    config.headers.emplace(key, secret_ref{next("sec_")});
  auto ran = run(org, claim_connection{id, address, what.owner, user});
  ran = then(ran, [&] {
    return run(id, gatehouse::create_connection{id, org, address, what.owner, user, config, now,
                                                what.drift});
  });
  post(std::move(done), ran, id);
}

void fake_administration::remove_connection(const caller&, org_id org, connection_id id,
                                            answer<nothing> done) {
  auto ran = run(org, release_connection{id});
  ran = then(ran, [&] { return run(id, gatehouse::remove_connection{now}); });
  post(std::move(done), ran, nothing{});
}

void fake_administration::test_connection(const caller&, org_id, connection_id,
                                          answer<connection_report> done) {
  post(std::move(done), report ? fine : report.error(), report ? *report : connection_report{});
}

void fake_administration::set_drift(const caller&, org_id, connection_id id, drift_answer drift,
                                    answer<nothing> done) {
  post(std::move(done), run(id, gatehouse::set_drift{drift, now}), nothing{});
}

void fake_administration::accept_tools(const caller&, org_id, connection_id id,
                                       tool_acceptance what, answer<nothing> done) {
  post(std::move(done), run(id, gatehouse::accept_tools{what.tools, what.reviewed, now}),
       nothing{});
}

void fake_administration::list_tools(const connection_id& id, note_catalog what) {
  ASSERT_TRUE(run(id, std::move(what)));
}

void fake_administration::create_toolkit(const caller&, org_id org, new_toolkit what,
                                         answer<toolkit_id> done) {
  const toolkit_id id{next("tk_")};
  const auto user = known_user(org, what.owner_user);
  auto slug = what.slug.empty() ? toolkit_slug_of(what.name) : parse_toolkit_slug(what.slug);
  if (!slug)
    return post(std::move(done), slug.error(), id);
  std::map<grant_id, std::string> grants;
  for (const auto& pattern : what.grants)
    grants.emplace(grant_id{next("tkconn_")}, pattern);
  auto ran = run(org, claim_toolkit{id, *slug, what.owner, user});
  ran = then(ran, [&] {
    return run(id, gatehouse::create_toolkit{id, org, what.owner, user, *slug,
                                             what.name.empty() ? *slug : what.name, what.naming,
                                             grants, now});
  });
  post(std::move(done), ran, id);
}

void fake_administration::change_toolkit(const caller&, org_id org, toolkit_id id,
                                         toolkit_change what, answer<nothing> done) {
  auto ran = what.slug ? run(org, move_toolkit_slug{id, *what.slug}) : fine;
  ran = then(ran, [&] {
    return run(id, gatehouse::change_toolkit{what.slug, what.name, what.naming, now});
  });
  post(std::move(done), ran, nothing{});
}

void fake_administration::delete_toolkit(const caller&, org_id org, toolkit_id id,
                                         answer<nothing> done) {
  auto ran = run(org, release_toolkit{id});
  ran = then(ran, [&] { return run(id, gatehouse::delete_toolkit{now}); });
  post(std::move(done), ran, nothing{});
}

void fake_administration::add_grant(const caller&, org_id, toolkit_id id, std::string pattern,
                                    answer<grant_id> done) {
  for (const auto& [key, one] : toolkits_[gatehouse::toolkit::stream(id).value].grants)
    if (one.pattern == pattern)
      return post(std::move(done), fine, key);
  const grant_id made{next("tkconn_")};
  post(std::move(done), run(id, gatehouse::add_grant{made, pattern, now}), made);
}

void fake_administration::remove_grant(const caller&, org_id, toolkit_id id, grant_id grant,
                                       answer<nothing> done) {
  post(std::move(done), run(id, gatehouse::remove_grant{grant, now}), nothing{});
}

void fake_administration::add_policy(const caller&, org_id org, new_policy what,
                                     answer<policy_id> done) {
  const policy_id id{next("pol_")};
  const auto user = known_user(org, what.owner_user);
  auto ran = what.toolkit.empty()
                 ? run(org, add_org_policy{user, id, what.pattern, what.action, what.position})
                 : run(what.toolkit,
                       add_toolkit_policy{id, what.pattern, what.action, what.position, now});
  post(std::move(done), ran, id);
}

void fake_administration::change_policy(const caller&, org_id org, toolkit_id toolkit, policy_id id,
                                        policy_change what, answer<nothing> done) {
  const rule_change change{what.pattern, what.action, what.position, what.before};
  auto ran = toolkit.empty() ? run(org, change_org_policy{id, change})
                             : run(toolkit, change_toolkit_policy{id, change, now});
  post(std::move(done), ran, nothing{});
}

void fake_administration::remove_policy(const caller&, org_id org, toolkit_id toolkit, policy_id id,
                                        answer<nothing> done) {
  auto ran = toolkit.empty() ? run(org, remove_org_policy{id})
                             : run(toolkit, remove_toolkit_policy{id, now});
  post(std::move(done), ran, nothing{});
}

void fake_administration::end_session(const caller&, org_id, session_id id, answer<nothing> done) {
  post(std::move(done),
       id.value != "none" ? fine : outcome<nothing>{failure{errc::session_not_found, {}}},
       nothing{});
}

} // namespace gatehouse
