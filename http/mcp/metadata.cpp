#include "http/mcp/metadata.hpp"

#include "http/problem.hpp"
#include "http/request_target.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view prefix = "/.well-known/oauth-protected-resource";

void metadata(const exchange_ptr& x) {
  const auto path = std::string_view{x->request().path}.substr(prefix.size());
  json_writer out;
  out.begin_object();
  out.key("resource").value(x->origin() + encode_path(path));
  out.key("authorization_servers").begin_array().end_array();
  out.key("bearer_methods_supported").begin_array().value("header").end_array();
  out.key("resource_name").value("Gatehouse");
  out.end_object();
  auto response = json_response(200, out.take());
  response.headers.emplace_back("Cache-Control", "no-store");
  x->reply(std::move(response));
}

} // namespace

std::vector<route> metadata_routes() {
  std::vector<route> rows;
  for (const std::string_view path :
       {"/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource/mcp/toolkits/{slug}",
        "/.well-known/oauth-protected-resource/{org}/mcp",
        "/.well-known/oauth-protected-resource/{org}/mcp/toolkits/{slug}"})
    rows.push_back({"GET", path, scope::anyone, metadata,
                    "The protected-resource metadata of that MCP endpoint (RFC 9728)."});
  return rows;
}

} // namespace gatehouse
