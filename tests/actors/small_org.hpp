#pragma once

#include "storage/event_codec.hpp"
#include "tests/actors/stage.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {

/// An org with a token, a connection with four tools, a toolkit that grants them, and an open
/// session at the toolkit. `delete` is blocked by a rule, `merge` asks for an approval by itself.
class small_org {
public:
  explicit small_org(stage& set) : set_(set) {
    key = *set.keys->create_data_key();
    must(set.done<org>(org::stream(id), create_org{id, "acme", "Acme", key, set.time}));
    must(set.done<org>(
        org::stream(id),
        mint_token{token, digest(), "ght_abc", "ci", role::member, {}, {}, {"operator"}, {}}));
    add_connection(connection, "github.org.main");
    must(set.done<org>(org::stream(id), claim_toolkit{kit, "dev", owner_kind::org, {}}));
    create_toolkit create{kit, id, owner_kind::org, {}, "dev", "Dev", {}, {}, set.time};
    create.grants[{"tkconn_1"}] = "github.*";
    must(set.done<toolkit>(toolkit::stream(kit), std::move(create)));
    add_policy("tkpol_1", "github.org.main.delete", policy_action::block);
    must(open_session(session));
  }

  void add_connection(const connection_id& one, const std::string& address,
                      upstream_config config = {{"serve"}, {}, {}, {}, {}, false}) {
    must(set_.done<gatehouse::connection>(
        gatehouse::connection::stream(one),
        create_connection{one, id, address, owner_kind::org, {}, config, set_.time}));
    must(set_.done<org>(org::stream(id), claim_connection{one, address, owner_kind::org, {}}));
  }

  void add_policy(const std::string& rule, const std::string& pattern, policy_action action) {
    must(set_.done<toolkit>(toolkit::stream(kit), new_policy(rule, pattern, action)));
  }

  add_toolkit_policy new_policy(const std::string& rule, const std::string& pattern,
                                policy_action action) const {
    return {{rule}, pattern, action, std::nullopt, set_.time};
  }

  outcome<receipt<gatehouse::session>> open_session(const session_id& one) {
    return set_.done<gatehouse::session>(
        gatehouse::session::stream(one),
        gatehouse::open_session{one, bearer(), "dev", "2025-11-25", "client", "1", set_.time});
  }

  /// Lists the four tools as the connection's catalog.
  void list_catalog() {
    auto one = std::make_shared<catalog>();
    one->connection = connection;
    one->generation = 1;
    for (const auto* name : {"echo", "delete", "merge", "comment"})
      one->of(catalog_list::tools).push_back({name, tool(name), {}, std::string{name} == "merge"});
    set_.tools.put(connection, std::move(one));
  }

  static std::string tool(const std::string& name) {
    return R"({"name":")" + name + R"(","inputSchema":{"type":"object"}})";
  }

  session_bearer bearer() const { return {at().who.principal, id, kit}; }

  /// The token at the toolkit.
  binding at() const {
    binding one;
    one.who = {{token.value}, token, id, {}, role::member};
    one.what = {id, kit, "dev"};
    return one;
  }

  stream_id stream() const { return gatehouse::session::stream(session); }

  static digest256 digest() {
    digest256 one;
    one.bytes.fill(7);
    return one;
  }

  org_id id{"org_1"};
  toolkit_id kit{"tk_1"};
  connection_id connection{"conn_1"};
  token_id token{"tok_1"};
  session_id session{"3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d"};
  data_key_id key;

private:
  using org = gatehouse::org;

  template <class T> static void must(const outcome<T>& done) {
    ASSERT_TRUE(done) << (done ? "" : done.error().detail);
  }

  stage& set_;
};

} // namespace gatehouse
