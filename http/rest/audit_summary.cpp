#include "actors/gateway.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

template <class E> void show_counts(json_writer& out, std::string_view name, const auto& counts) {
  out.key(name).begin_object();
  for (std::size_t at = 0; at < counts.size(); ++at)
    out.key(enum_names<E>::names[at]).value(counts[at]);
  out.end_object();
}

void show_counts(json_writer& out, const call_counts& counts) {
  out.key("calls").value(counts.calls());
  show_counts<audit_decision>(out, "decisions", counts.decisions);
  show_counts<audit_outcome>(out, "outcomes", counts.outcomes);
  const auto& durations = counts.durations;
  out.key("measured").value(durations.count());
  if (durations.count() == 0)
    return;
  out.key("p50_us").value(durations.percentile(500));
  out.key("p95_us").value(durations.percentile(950));
  out.key("p99_us").value(durations.percentile(990));
  out.key("max_us").value(durations.max());
}

std::string show_summary(const audit_summary& summary) {
  std::vector<const std::pair<const std::string, call_counts>*> busiest;
  for (const auto& one : summary.tools())
    busiest.push_back(&one);
  std::stable_sort(busiest.begin(), busiest.end(), [](const auto* left, const auto* right) {
    return left->second.calls() > right->second.calls();
  });
  return json_of([&](json_writer& out) {
    out.begin_object();
    show_counts(out, summary.all());
    out.key("tools").begin_array();
    for (const auto* one : busiest) {
      out.begin_object().key("tool").value(one->first);
      show_counts(out, one->second);
      out.end_object();
    }
    out.end_array();
    if (summary.others().calls() > 0) {
      out.key("other_tools").begin_object();
      show_counts(out, summary.others());
      out.end_object();
    }
    out.end_object();
  });
}

void summarize(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto filter = at ? read_audit_filter(*x, *at) : at.error();
  if (!filter)
    return refuse(x, filter.error());
  if (auto known = check_parameters(x->request(), audit_parameters()); !known)
    return refuse(x, known.error());
  x->gate().records().audit_summary(
      *filter, give_up_with(x), [x](outcome<gatehouse::audit_summary> made) {
        answer_json(x, made ? outcome<std::string>{show_summary(*made)} : made.error());
      });
}

} // namespace

std::vector<route> audit_summary_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/audit/summary", scope::org_admin, summarize,
       "Counts calls by decision, outcome and tool, with percentiles of their durations; the "
       "filters of the list."},
  };
}

} // namespace gatehouse
