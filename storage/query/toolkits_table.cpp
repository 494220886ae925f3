#include "events/toolkit/toolkit.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/query/directory_rows.hpp"

#include <array>

namespace gatehouse {

namespace {

struct toolkit_line {
  toolkit_id toolkit;
  std::string slug;
  std::string name;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  tool_naming naming = tool_naming::prefixed;
  std::string grants;
  std::string policies;
  bool live = false;
  unix_us created;
  unix_us updated;
  stream_version version;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "toolkit", s.toolkit);
    f(2, "slug", s.slug);
    f(3, "name", s.name);
    f(4, "owner", s.owner);
    f(5, "owner_user", s.owner_user);
    f(6, "naming", s.naming);
    f(7, "grants", s.grants);
    f(8, "policies", s.policies);
    f(9, "live", s.live);
    f(10, "created", s.created);
    f(11, "updated", s.updated);
    f(12, "version", s.version);
  }
};

constexpr auto meanings = std::to_array<column_meaning>({
    {"toolkit", "the toolkit's id"},
    {"slug", "its slug, by which it is dialled"},
    {"name", "its name"},
    {"owner", "`org` or `user`"},
    {"owner_user", "id of the user whose it is"},
    {"naming", "`prefixed` or `bare`"},
    {"grants", "what is inside: a JSON array of patterns"},
    {"policies",
     "how it may be used: a JSON array of objects with pattern, action and id, in order"},
    {"live", "1, or 0 once it is deleted"},
    {"created", "when it was created"},
    {"updated", "when it was last changed"},
    {"version", "version of its stream"},
});

std::string show_grants(const toolkit::state& kit) {
  json_writer out;
  out.begin_array();
  for (const auto& [id, one] : kit.grants)
    out.value(one.pattern);
  return out.end_array().take();
}

std::string show_policies(const toolkit::state& kit) {
  json_writer out;
  out.begin_array();
  for (const auto& rule : in_order(kit.policies))
    out.begin_object()
        .key("pattern")
        .value(rule.pattern)
        .key("action")
        .value(name_of(rule.action))
        .key("id")
        .value(rule.id.value)
        .end_object();
  return out.end_array().take();
}

toolkit_line tell(const folded_state<toolkit>& folded) {
  const auto& kit = folded.state;
  return {kit.id,         kit.slug,    kit.name,         kit.owner,
          kit.owner_user, kit.naming,  show_grants(kit), show_policies(kit),
          kit.live(),     kit.created, kit.updated,      folded.version};
}

} // namespace

const query_table& toolkits_query_table() {
  static const directory_table<toolkit, toolkit_line> table{"toolkits", "toolkit", tell,
                                                            columns_of<toolkit_line>(meanings)};
  return table;
}

} // namespace gatehouse
