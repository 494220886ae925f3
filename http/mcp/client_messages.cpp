#include "http/mcp/client_messages.hpp"

#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

std::string with_params(json_writer out, const client_message& what) {
  out.key("method").value(what.method);
  if (!what.params.empty())
    out.key("params").raw(what.params);
  return out.end_object().take();
}

} // namespace

std::string notification(const client_message& what) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0");
  return with_params(std::move(out), what);
}

std::string question(const client_message& what, const std::string& id) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").value(id);
  return with_params(std::move(out), what);
}

client_reply cannot_be_asked() {
  return {true, R"({"code":-32601,"message":"The client reads no event streams here, )"
                R"(so it cannot be asked."})"};
}

} // namespace gatehouse
