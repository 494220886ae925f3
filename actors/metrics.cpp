#include "actors/metrics.hpp"

namespace gatehouse {

namespace {

std::string_view kind_of(const counter&) {
  return "counter";
}

std::string_view kind_of(const gauge&) {
  return "gauge";
}

} // namespace

std::string prometheus_text(const gateway_metrics& metrics) {
  std::string text;
  metrics.walk([&](std::string_view name, std::string_view help, const auto& metric) {
    text.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text.append("# TYPE ").append(name).append(" ").append(kind_of(metric)).append("\n");
    text.append(name).append(" ").append(std::to_string(metric.value())).append("\n");
  });
  return text;
}

} // namespace gatehouse
