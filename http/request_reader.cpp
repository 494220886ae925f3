#include "http/request_reader.hpp"

#include "http/ascii_case.hpp"
#include "http/request_target.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace gatehouse {

namespace http = boost::beast::http;

struct request_reader::implementation {
  explicit implementation(const request_bounds& limits_of_one) : bounds(limits_of_one) {
    parser.header_limit(static_cast<std::uint32_t>(bounds.header_bytes_max));
    parser.body_limit(boost::none); // until the head is known, so that the refusal knows the path
  }

  request_bounds bounds;
  http::request_parser<http::string_body> parser;
  http_request request;
  bool line_done = false; ///< the request line has been read
  bool head_done = false;
  bool continue_expected = false;

  outcome<nothing> finish_head();
};

namespace {

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

failure malformed(std::string what) {
  return {errc::invalid_request, "Malformed HTTP: " + std::move(what) + "."};
}

failure too_large_target(const request_bounds& bounds) {
  return {errc::target_too_large, "At most " + std::to_string(bounds.target_bytes_max) + " bytes."};
}

failure too_large_head(const request_bounds& bounds) {
  return {errc::header_too_large, "At most " + std::to_string(bounds.header_bytes_max) + " bytes."};
}

failure too_large_body(const request_bounds& bounds) {
  return {errc::too_large,
          "A body has at most " + std::to_string(bounds.body_bytes_max) + " bytes."};
}

/// Says why Beast gave up.
failure translate(const boost::beast::error_code& error, bool in_request_line,
                  const request_bounds& bounds) {
  if (error == http::error::header_limit)
    return in_request_line ? too_large_target(bounds) : too_large_head(bounds);
  if (error == http::error::body_limit)
    return too_large_body(bounds);
  return malformed(error.message());
}

void read_headers(const http::request_header<>& head, http_request& request) {
  for (const auto& field : head) {
    auto [entry, added] =
        request.headers.try_emplace(lower_case(view(field.name_string())), view(field.value()));
    if (added)
      continue;
    entry->second.append(", ").append(view(field.value()));
    request.repeated.insert(entry->first);
  }
}

/// Refuses heads whose framing or host another server might read differently (RFC 9112, 3.2, 6.1).
outcome<nothing> check_framing(const http::request_header<>& head, bool chunked) {
  if (head.count(http::field::host) > 1 || (head.version() == 11 && !head.count(http::field::host)))
    return malformed("exactly one Host is required");
  if (head.count(http::field::transfer_encoding) != 0 &&
      (!chunked || view(head[http::field::transfer_encoding]).find(',') != std::string_view::npos))
    return malformed("the only transfer coding is chunked");
  if (head.count(http::field::authorization) > 1)
    return malformed("at most one Authorization");
  return nothing{};
}

} // namespace

request_reader::request_reader(const request_bounds& bounds)
    : impl_(std::make_unique<implementation>(bounds)) {}

request_reader::~request_reader() = default;
request_reader::request_reader(request_reader&&) noexcept = default;
request_reader& request_reader::operator=(request_reader&&) noexcept = default;

outcome<nothing> request_reader::implementation::finish_head() {
  const auto& head = parser.get().base();
  if (head.target().size() > bounds.target_bytes_max)
    return too_large_target(bounds);
  if (auto framed = check_framing(head, parser.chunked()); !framed)
    return framed;
  auto target = parse_target(view(head.target()));
  if (!target)
    return target.error();
  request.method = view(head.method_string());
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  read_headers(head, request);
  if (!target->authority.empty())
    request.headers["host"] = std::move(target->authority);
  continue_expected = lower_case(request.header("expect")) == "100-continue";
  head_done = true;
  if (parser.content_length().value_or(0) > bounds.body_bytes_max)
    return too_large_body(bounds);
  parser.body_limit(bounds.body_bytes_max);
  parser.eager(true);
  return nothing{};
}

outcome<std::size_t> request_reader::put(std::string_view bytes) {
  auto& parser = impl_->parser;
  if (parser.is_done() || bytes.empty())
    return std::size_t{0};
  boost::beast::error_code error;
  const auto used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  impl_->line_done = impl_->line_done || used > 0;
  const bool more = error == http::error::need_more;
  if (error && !more)
    return translate(error, !impl_->line_done, impl_->bounds);
  if (more && bytes.size() - used > impl_->bounds.header_bytes_max) // chunk heads and trailers
    return too_large_head(impl_->bounds);
  if (parser.is_header_done() && !impl_->head_done)
    if (auto good = impl_->finish_head(); !good)
      return good.error();
  if (parser.is_done())
    impl_->request.body = std::move(parser.get().body());
  return used;
}

bool request_reader::head_done() const noexcept {
  return impl_->head_done;
}

bool request_reader::done() const noexcept {
  return impl_->head_done && impl_->parser.is_done();
}

http_request& request_reader::request() noexcept {
  return impl_->request;
}

bool request_reader::keep_alive() const {
  return impl_->head_done && impl_->parser.keep_alive();
}

bool request_reader::reads_chunks() const {
  return impl_->head_done && impl_->parser.get().version() == 11;
}

bool request_reader::expects_continue() const {
  return impl_->continue_expected && !impl_->parser.is_done() &&
         impl_->parser.get().version() == 11;
}

std::optional<std::uint64_t> request_reader::body_bytes_left() const {
  if (impl_->parser.is_done())
    return 0;
  const auto left = impl_->parser.content_length_remaining();
  return left ? std::optional<std::uint64_t>{*left} : std::nullopt;
}

} // namespace gatehouse
