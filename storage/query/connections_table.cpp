#include "events/connection/connection.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/query/directory_rows.hpp"

#include <array>

namespace gatehouse {

namespace {

struct connection_line {
  connection_id connection;
  std::string address;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  std::string transport;
  bool healthy = false;
  std::string reason;
  unix_us checked;
  std::string server_name;
  std::string server_version;
  std::string protocol_version;
  std::string tools;
  unix_us listed;
  unix_us created;
  bool live = false;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "connection", s.connection);
    f(2, "address", s.address);
    f(3, "owner", s.owner);
    f(4, "owner_user", s.owner_user);
    f(5, "transport", s.transport);
    f(6, "healthy", s.healthy);
    f(7, "reason", s.reason);
    f(8, "checked", s.checked);
    f(9, "server_name", s.server_name);
    f(10, "server_version", s.server_version);
    f(11, "protocol_version", s.protocol_version);
    f(12, "tools", s.tools);
    f(13, "listed", s.listed);
    f(14, "created", s.created);
    f(15, "live", s.live);
  }
};

constexpr auto meanings = std::to_array<column_meaning>({
    {"connection", "the connection's id"},
    {"address", "what its tools' addresses begin with"},
    {"owner", "`org` or `user`"},
    {"owner_user", "id of the user whose it is"},
    {"transport", "`stdio` or `http`"},
    {"healthy", "1 if it was usable when last tried, else 0"},
    {"reason", "why it was not, a code"},
    {"checked", "when that last changed"},
    {"server_name", "what the server calls itself"},
    {"server_version", "and its version"},
    {"protocol_version", "revision of MCP that the server speaks"},
    {"tools", "what it offers: a JSON array of names"},
    {"listed", "when that last changed"},
    {"created", "when it was created"},
    {"live", "1, or 0 once it is removed"},
});

std::string show_tools(const connection::state& one) {
  json_writer out;
  out.begin_array();
  for (const auto& tool : one.tools)
    out.value(tool.name);
  return out.end_array().take();
}

connection_line tell(const folded_state<connection>& folded) {
  const auto& one = folded.state;
  return {one.id,
          one.address,
          one.owner,
          one.owner_user,
          one.config.url.empty() ? "stdio" : "http",
          one.healthy,
          one.health_reason,
          one.health_at,
          one.server_name,
          one.server_version,
          one.protocol_version,
          show_tools(one),
          one.listed,
          one.created,
          one.live()};
}

} // namespace

const query_table& connections_query_table() {
  static const directory_table<connection, connection_line> table{
      "connections", "connection", tell, columns_of<connection_line>(meanings)};
  return table;
}

} // namespace gatehouse
