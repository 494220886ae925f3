#include "http/health.hpp"

#include "actors/gateway.hpp"
#include "http/edge.hpp"
#include "http/problem.hpp"

namespace gatehouse {

namespace {

void alive(const exchange_ptr& x) {
  x->reply(json_response(200, R"({"status":"ok"})"));
}

void ready(const exchange_ptr& x) {
  auto state = x->gate().ready();
  x->reply(state ? json_response(200, R"({"status":"ready"})") : problem(state.error()));
}

void metrics(const exchange_ptr& x) {
  http_response response{200, "text/plain; version=0.0.4; charset=utf-8", {}, {}, {}};
  response.body = x->gate().metrics_text() + x->at_edge().counters.text();
  x->reply(std::move(response));
}

} // namespace

std::vector<route> health_routes() {
  return {
      {"GET", "/healthz", scope::anyone, alive, "Answers 200 while the process runs."},
      {"GET", "/readyz", scope::anyone, ready,
       "Answers 200 while calls can be served, else a 5xx that says why."},
      {"GET", "/metrics", scope::operator_only, metrics, "The counters, in Prometheus text form."},
  };
}

} // namespace gatehouse
