#pragma once

#include "app/client/gate_address.hpp"
#include "app/client/http_client.hpp"
#include "app/client/json_text.hpp"
#include "app/client/url_encoding.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `/api/v1` and the segments, each percent-encoded.
std::string api_path(std::initializer_list<std::string_view> segments);
/// Returns a query of those parameters that have a value, with its `?`.
std::string
query_of(std::initializer_list<std::pair<std::string_view, std::string_view>> parameters);

/// The REST interface of a gateway. A problem document comes back as the failure it describes.
class rest_client {
public:
  /// Errors: as read_gate_address().
  static outcome<rest_client> of(const verb_call& call);

  outcome<gate_reply> send(std::string method, std::string path, std::string body = {},
                           std::string media_type = "application/json") const;
  /// Sends and reads the answer's JSON; a reply without a body reads as `{}`.
  outcome<json_text_value> ask(std::string method, std::string path, std::string body = {}) const;
  /// Collects every page of a list: `{"items":[...]}`.
  outcome<json_text_value> ask_all(const std::string& path) const;

  /// Hears the server-sent events of `path`, those after `last_id` if that is not empty, until the
  /// stream ends or `hear` returns false. `last_id` becomes the id of the last one heard.
  outcome<nothing> listen(const std::string& path, std::string& last_id,
                          const std::function<bool(const std::string& data)>& hear) const;

private:
  rest_client(gate_address at, client_patience patience)
      : at_(std::move(at)), patience_(std::move(patience)) {}

  gate_address at_;
  client_patience patience_;
};

/// Returns the patience of a person at this terminal.
client_patience patience_of(const verb_call& call);
/// Returns the failure of a token that a gateway did not take.
failure token_refused();
/// Returns the failure a problem document (RFC 9457) describes.
failure read_problem(const gate_reply& reply);

} // namespace gatehouse
