// What listing a large catalog costs: all pages of tools/list, as a client walks them by cursor,
// against the same bytes sent by the same server as fixed bodies (same requests, credential and
// HTTP path, one copy of the bytes per answer; no session, no policy, no catalog).
// usage: listing_bench [--rounds N]
#include "benchmarks/bar.hpp"
#include "benchmarks/load/bench_upstream.hpp"
#include "benchmarks/load/served_gateway.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace gatehouse {
namespace {

constexpr std::size_t tools = 5'000;

/// The pages of the catalog as they were answered, and the requests that fetch them.
struct page {
  std::string body;
  std::string list_request;
  std::string fixed_request;
};

std::vector<page> pages;

void send_fixed(const exchange_ptr& x) {
  const auto number = std::strtoul(x->segment("number").c_str(), nullptr, 10);
  x->reply({200, "application/json", pages.at(number).body, {}, {}});
}

std::vector<route> table_with_fixed_pages() {
  auto table = all_routes();
  table.push_back({"POST", "/fixed/{number}", scope::signed_in, send_fixed, "A page as it was."});
  return table;
}

std::string cursor_in(const std::string& body) {
  constexpr std::string_view name = R"("nextCursor":")";
  const auto at = body.rfind(name);
  if (at == std::string::npos)
    return {};
  const auto begin = at + name.size();
  return body.substr(begin, body.find('"', begin) - begin);
}

http_answer ask(http_client& client, const std::string& request) {
  if (!client.send(request))
    std::abort();
  auto got = client.receive();
  if (got.status != 200)
    std::abort();
  return got;
}

/// Walks the catalog once and keeps what came.
void collect(served_gateway& gate) {
  const auto headers = gate.open_session();
  http_client client{gate.port()};
  std::string cursor;
  do {
    const auto params = cursor.empty() ? "{}" : R"({"cursor":")" + cursor + "\"}";
    const auto body = R"({"jsonrpc":"2.0","id":3,"method":"tools/list","params":)" + params + "}";
    page one;
    one.list_request = gate.post(headers, body);
    one.fixed_request = gate.post(headers, body, "/fixed/" + std::to_string(pages.size()));
    one.body = ask(client, one.list_request).body;
    cursor = cursor_in(one.body);
    pages.push_back(std::move(one));
  } while (!cursor.empty());
}

/// Returns how long all pages take, in us; each must be what it was.
double walk(http_client& client, std::string page::*request) {
  const auto begin = steady_ns();
  for (const auto& one : pages)
    if (ask(client, one.*request).body.size() != one.body.size())
      std::abort();
  return static_cast<double>(steady_ns() - begin) / 1e3;
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all.at(all.size() / 2);
}

void measure_listing(const std::string& url, std::size_t rounds) {
  served_gateway gate{table_with_fixed_pages()};
  gate.connect(R"({"url":")" + url + "\"}");
  collect(gate);
  std::size_t bytes = 0;
  for (const auto& one : pages)
    bytes += one.body.size();
  http_client client{gate.port()};
  std::vector<double> listed;
  std::vector<double> fixed;
  std::vector<double> ratios;
  for (std::size_t round = 0; round < rounds; ++round) {
    listed.push_back(walk(client, &page::list_request));
    fixed.push_back(walk(client, &page::fixed_request));
    ratios.push_back(listed.back() / fixed.back());
  }
  std::printf("%zu tools, %zu bytes in %zu pages: listed in %.0f us, written in %.0f us\n", tools,
              bytes, pages.size(), median(listed), median(fixed));
  print_bar("listing: time of 5,000 tools to that of their bytes", median(ratios),
            bar_side::at_most, 2, bar_gate::against_last);
}

std::size_t rounds_wanted(int count, char** words) {
  return count == 3 && std::string_view{words[1]} == "--rounds"
             ? static_cast<std::size_t>(std::atoll(words[2]))
             : 50;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  using namespace gatehouse;
  const auto url = start_bench_upstream(tools - 2);
  measure_listing(url, rounds_wanted(count, words));
  return 0;
}
