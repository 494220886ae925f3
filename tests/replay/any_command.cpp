#include "tests/replay/any_command.hpp"

#include "tests/replay/any_value.hpp"

#include <memory>

namespace gatehouse {

namespace {

/// Few bearers, of whom most are the one who opened the session.
session_bearer any_bearer() {
  return {{any_of({"user_1", "user_1", "user_1", "user_2"})},
          {"org_1"},
          {any_of({"tk_1", "tk_1", ""})}};
}

begin_call any_begin_call() {
  begin_call command;
  command.bearer = any_bearer();
  command.subject = {any_id<call_id>(), "github__list", any_of({"github.org.main.list", "slack.x"}),
                     {"conn_1"},        any_digest(),   std::nullopt};
  command.key = any_of({"", "", "key-1"});
  command.arguments_digest = any_digest();
  command.known = *rc::gen::arbitrary<bool>();
  command.requires_approval = *rc::gen::arbitrary<bool>();
  command.policy = std::make_shared<const policy_snapshot>(policy_snapshot::for_toolkit(
      owner_kind::org, {}, {{{"g_1"}, any_of({"*", "github.*"}), "a0"}}, {}, {3}));
  command.now = any_time();
  return command;
}

upstream_config any_config() {
  if (*rc::gen::arbitrary<bool>())
    return {{"server", any_of({"", "--flag"})},
            any_of({"", "", "http://x"}),
            {{"A", {"sec_1"}}},
            {},
            {},
            true,
            any_enum<client_sharing>()};
  return {{},
          any_of({"", "http://x"}),
          {},
          {{"B", {"sec_2"}}},
          {any_of({"", "sec_3"})},
          *rc::gen::arbitrary<bool>(),
          client_sharing::automatic,
          *rc::gen::inRange<std::uint64_t>(0, 2'000)};
}

} // namespace

rc::Gen<instance::command> any_command(std::type_identity<instance>) {
  return one_of<instance::command>(
      [] { return create_instance{any_time()}; },
      [] {
        return mint_operator_token{any_id<token_id>(), any_digest(), "gh", "n", {"op"}, any_time()};
      },
      [] {
        return revoke_operator_token{any_id<token_id>(), any_time()};
      },
      [] {
        return claim_org_slug{any_id<org_id>(), any_slug()};
      },
      [] {
        return register_user{any_id<user_id>(), any_of({"ada", "bob", "a b"}), any_time()};
      },
      [] {
        return note_refusals{{{any_of({"unknown", "revoked"}), 2}}, any_time(), any_time()};
      },
      [] {
        return name_checkpoint_key{any_of({"log+1+a", "log+2+b", "other+3+c"}), {"op"}, any_time()};
      });
}

rc::Gen<org::command> any_command(std::type_identity<org>) {
  return one_of<org::command>(
      [] {
        return create_org{{"org_1"}, any_slug(), any_of({"", "Acme"}), {"key_1"}, any_time()};
      },
      [] {
        return set_member{any_id<user_id>(), "ada", any_enum<role>(), any_time()};
      },
      [] {
        return mint_token{any_id<token_id>(), any_digest(),    "gh",   "laptop",  any_enum<role>(),
                          any_id<user_id>(),  any_of({"ada"}), {"op"}, any_time()};
      },
      [] {
        return revoke_token{any_id<token_id>(), any_time()};
      },
      [] {
        return add_org_policy{{any_of({"", "", "id_1"})},
                              any_id<policy_id>(),
                              any_pattern(),
                              any_enum<policy_action>(),
                              any_optional(any_position)};
      },
      [] {
        return change_org_policy{any_id<policy_id>(), any_rule_change()};
      },
      [] { return remove_org_policy{any_id<policy_id>()}; },
      [] {
        return claim_toolkit{any_id<toolkit_id>(), any_slug(), any_enum<owner_kind>(), {}};
      },
      [] {
        return move_toolkit_slug{any_id<toolkit_id>(), any_slug()};
      },
      [] { return release_toolkit{any_id<toolkit_id>()}; },
      [] {
        return claim_connection{any_id<connection_id>(), any_of({"a.org.b", "c.org.d"}), {}, {}};
      },
      [] { return release_connection{any_id<connection_id>()}; },
      [] {
        return set_org_capture{any_optional(any_enum<capture_level>),
                               any_optional(any_enum<capture_level>),
                               {{any_of({"ssn", "/result/a", "/b"})}},
                               any_time()};
      },
      [] {
        return set_data_key{{any_of({"", "id_1"})}, any_id<data_key_id>(), any_time()};
      },
      [] {
        return erase_content{{any_of({"", "id_1"})},
                             {{{""}, any_id<data_key_id>()}, {{"id_1"}, any_id<data_key_id>()}},
                             any_time()};
      },
      [] {
        return note_destroyed_keys{{any_id<data_key_id>()}, any_time()};
      });
}

rc::Gen<toolkit::command> any_command(std::type_identity<toolkit>) {
  return one_of<toolkit::command>(
      [] {
        return create_toolkit{
            {"tk_1"},   {"org_1"}, any_enum<owner_kind>(),  {"user_1"},
            any_slug(), "Support", any_enum<tool_naming>(), {{{"g_0"}, any_pattern()}},
            any_time()};
      },
      [] {
        return change_toolkit{any_optional(any_slug), any_optional([] {
                                return any_of({"S", ""});
                              }),
                              any_optional(any_enum<tool_naming>), any_time()};
      },
      [] {
        return add_grant{any_id<grant_id>(), any_pattern(), any_time()};
      },
      [] {
        return remove_grant{any_id<grant_id>(), any_time()};
      },
      [] {
        return add_toolkit_policy{any_id<policy_id>(), any_pattern(), any_enum<policy_action>(),
                                  any_optional(any_position), any_time()};
      },
      [] {
        return change_toolkit_policy{any_id<policy_id>(), any_rule_change(), any_time()};
      },
      [] {
        return remove_toolkit_policy{any_id<policy_id>(), any_time()};
      },
      [] {
        return set_toolkit_capture{any_optional(any_enum<capture_level>), any_time()};
      },
      [] { return delete_toolkit{any_time()}; });
}

rc::Gen<connection::command> any_command(std::type_identity<connection>) {
  return one_of<connection::command>(
      [] {
        return create_connection{
            {"conn_1"}, {"org_1"},    "github.org.main", any_enum<owner_kind>(),
            {"user_1"}, any_config(), any_time()};
      },
      [] {
        return note_catalog{"2025-11-25",
                            any_of({"github", "gh"}),
                            "1",
                            any_digest(),
                            {{any_of({"list", "add"}), any_digest()}},
                            any_time()};
      },
      [] {
        return note_invalidated{any_enum<catalog_part>(), any_time()};
      },
      [] {
        return note_failed_listing{any_of({"upstream_lost", "upstream_timeout"}), any_time()};
      },
      [] {
        return gatehouse::set_drift{any_enum<drift_answer>(), any_time()};
      },
      [] {
        return gatehouse::accept_tools{{}, any_optional(any_digest), any_time()};
      },
      [] {
        return note_health{*rc::gen::arbitrary<bool>(), any_of({"", "upstream_lost"}), any_time()};
      },
      [] {
        return set_connection_capture{
            any_optional([] { return any_optional(any_enum<capture_level>); }), any_optional([] {
              return std::vector{any_of({"ssn", "/c"})};
            }),
            any_time()};
      },
      [] {
        return erase_secret{any_enum<secret_place>(), any_of({"A", "B", ""}), any_time()};
      },
      [] { return remove_connection{any_time()}; });
}

rc::Gen<session::command> any_command(std::type_identity<session>) {
  auto complete = [] {
    return complete_call{any_id<call_id>(), false, any_digest(), 7, 8, any_time()};
  };
  return one_of<session::command>(
      [] { return std::get<open_session>(first_command(std::type_identity<session>{})); },
      [] { return use_session{any_bearer()}; }, any_begin_call, any_begin_call, any_begin_call,
      any_begin_call, complete, complete,
      [] {
        return fail_call{any_id<call_id>(), "upstream_lost", 9, any_time()};
      },
      [] { return interrupt_calls{any_time()}; },
      [] {
        return read_content{{"org_1"}, any_id<call_id>(), any_time()};
      },
      [] {
        return ask_input{any_id<call_id>(), 1, "elicitation/create", any_digest(), any_time()};
      },
      [] {
        return give_input{any_id<call_id>(), 1, "accept", any_digest(), any_time()};
      },
      [] {
        return close_session{any_bearer(), any_enum<close_reason>(), any_time()};
      });
}

instance::command first_command(std::type_identity<instance>) {
  return create_instance{{1}};
}

org::command first_command(std::type_identity<org>) {
  return create_org{{"org_1"}, "acme", "Acme", {"key_1"}, {1}};
}

toolkit::command first_command(std::type_identity<toolkit>) {
  return create_toolkit{{"tk_1"}, {"org_1"}, {}, {}, "support", "Support", {}, {}, {1}};
}

connection::command first_command(std::type_identity<connection>) {
  return create_connection{
      {"conn_1"}, {"org_1"}, "github.org.main", {}, {}, {{"server"}, {}, {}, {}, {}, {}}, {1}};
}

session::command first_command(std::type_identity<session>) {
  return open_session{
      {"s-1"}, {{"user_1"}, {"org_1"}, {"tk_1"}}, "support", "2025-11-25", "ide", "1", {1}};
}

} // namespace gatehouse
