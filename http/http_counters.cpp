#include "http/http_counters.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace gatehouse {

namespace {

struct metric {
  std::string_view name;
  std::string_view type;
  std::string_view help;
};

void describe(std::string& out, const metric& what) {
  out.append("# HELP ").append(what.name).append(" ").append(what.help).append("\n");
  out.append("# TYPE ").append(what.name).append(" ").append(what.type).append("\n");
}

void single(std::string& out, const metric& what, std::uint64_t value) {
  describe(out, what);
  out.append(what.name).append(" ").append(std::to_string(value)).append("\n");
}

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

} // namespace

void http_counters::count_response(int status, std::chrono::nanoseconds taken) {
  ++responses[status];
  taken_ += taken;
  const auto* bucket =
      std::lower_bound(bucket_seconds.begin(), bucket_seconds.end(), seconds_of(taken));
  ++buckets_[static_cast<std::size_t>(bucket - bucket_seconds.begin())];
}

std::string http_counters::text() const {
  std::string out;
  describe(out, {"gatehouse_http_responses_total", "counter", "Responses by status."});
  for (const auto& [status, count] : responses)
    out += "gatehouse_http_responses_total{status=\"" + std::to_string(status) + "\"} " +
           std::to_string(count) + "\n";
  constexpr metric duration{"gatehouse_http_request_seconds", "histogram",
                            "Time from the end of a request to the start of its response."};
  describe(out, duration);
  const std::string name{duration.name};
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < buckets_.size(); ++at) {
    count += buckets_[at];
    const auto bound = at < bucket_seconds.size() ? shortest(bucket_seconds[at]) : "+Inf";
    out += name + "_bucket{le=\"" + bound + "\"} " + std::to_string(count) + "\n";
  }
  out += name + "_sum " + shortest(seconds_of(taken_)) + "\n";
  out += name + "_count " + std::to_string(count) + "\n";
  single(out, {"gatehouse_http_connections_accepted_total", "counter", "Client sockets accepted."},
         connections_accepted);
  single(out,
         {"gatehouse_http_connections_refused_total", "counter", "Client sockets over the bound."},
         connections_refused);
  single(out, {"gatehouse_http_connections", "gauge", "Client sockets open."}, connections_open);
  single(out, {"gatehouse_http_in_flight", "gauge", "Requests that wait for their answer."},
         in_flight);
  single(out, {"gatehouse_http_watches", "gauge", "Open event streams of clients that listen."},
         watches);
  single(out,
         {"gatehouse_http_streams_cut_total", "counter",
          "Event streams ended because the client took too little."},
         streams_cut);
  single(out, {"gatehouse_http_disconnects_total", "counter", "Clients gone before their answer."},
         disconnects);
  single(out, {"gatehouse_http_received_bytes_total", "counter", "Bytes received."},
         received_bytes);
  single(out, {"gatehouse_http_sent_bytes_total", "counter", "Bytes sent."}, sent_bytes);
  return out;
}

} // namespace gatehouse
