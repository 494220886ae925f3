#include "actors/gateway.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// The counts of the whole instance are nothing for its tenants.
void show_counts(json_writer& out, const published& now) {
  std::uint64_t connections = 0;
  std::uint64_t toolkits = 0;
  const auto orgs = now.orgs();
  for (const auto& one : orgs) {
    connections += one->state.connections.size();
    toolkits += one->state.toolkits.size();
  }
  out.key("orgs").value(static_cast<std::uint64_t>(orgs.size()));
  out.key("connections").value(connections).key("toolkits").value(toolkits);
}

void show(const exchange_ptr& x) {
  json_writer out;
  out.begin_object().key("version").value(GATEHOUSE_VERSION);
  const auto ready = x->gate().ready();
  out.key("ready").value(static_cast<bool>(ready));
  if (!ready)
    out.key("reason").value(to_string(ready.error().code));
  if (x->who().is_operator()) {
    out.key("journal_position").value(x->gate().journal_head().value);
    show_counts(out, x->gate().current());
    if (const auto trouble = x->gate().attestations().trouble(); !trouble.empty())
      out.key("checkpoints_failing").value(trouble);
  }
  answer_json(x, out.end_object().take());
}

} // namespace

std::vector<route> status_routes() {
  return {{"GET", "/api/v1/status", scope::signed_in, show,
           "Shows the version and whether calls are served; to the operator also how much there "
           "is."}};
}

} // namespace gatehouse
