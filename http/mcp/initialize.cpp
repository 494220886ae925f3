#include "http/mcp/protocol_versions.hpp"
#include "http/mcp/server_identity.hpp"
#include "http/mcp/turn.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

std::string text_of(const json_value& info, std::string_view member) {
  const auto value = info.find(member);
  return client_text(value ? value->as_string().value_or("") : std::string{});
}

constexpr std::string_view capabilities =
    R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
    R"("resources":{"listChanged":true,"subscribe":true},"completions":{},"logging":{}})";

/// Returns the capabilities a client declares, raw. Errors: `invalid_argument`. Bounds:
/// limits::client_capabilities_bytes_max.
outcome<std::string> client_capabilities(const json_value& params) {
  const auto declared = params.find("capabilities");
  if (!declared)
    return std::string{};
  if (declared->kind() != json_kind::object ||
      declared->raw().size() > limits::client_capabilities_bytes_max)
    return failure{errc::invalid_argument,
                   "params.capabilities must be an object of at most " +
                       std::to_string(limits::client_capabilities_bytes_max) + " bytes."};
  return std::string{declared->raw()};
}

std::string initialize_result(const std::string& version) {
  json_writer out;
  out.begin_object().key("protocolVersion").value(version);
  out.key("capabilities").raw(capabilities);
  out.key("serverInfo").raw(server_info());
  out.key("instructions").raw(server_instructions());
  return out.end_object().take();
}

} // namespace

void initialize(const turn_ptr& on, const rpc_message& message, const answered& done) {
  const auto asked = message.params ? message.params->find("protocolVersion") : std::nullopt;
  const auto version = asked ? asked->as_string() : std::nullopt;
  if (!version)
    return done(rpc_error(message.id,
                          {errc::invalid_argument, "params.protocolVersion must be a string."}));
  auto declared = client_capabilities(*message.params);
  if (!declared)
    return done(rpc_error(message.id, declared.error()));
  client_hello hello;
  hello.capabilities = *std::move(declared);
  hello.protocol_version = is_known_protocol(*version) ? *version : protocol_versions.front();
  if (const auto client = message.params->find("clientInfo")) {
    hello.client_name = text_of(*client, "name");
    hello.client_version = text_of(*client, "version");
  }
  auto gone = std::make_shared<bool>(false);
  on->x->on_disconnect([gone] { *gone = true; });
  auto opened = [on, id = message.id, done, gone](outcome<session_info> session) {
    if (!session)
      return done(rpc_error(id, session.error()));
    if (*gone) // nobody will ever learn the id
      on->x->gate().close_session(session->id, on->at, [](outcome<nothing>) {});
    auto answer = rpc_result(id, initialize_result(session->protocol_version));
    answer.session = session->id.value;
    done(std::move(answer));
  };
  on->x->gate().open_session(on->at, std::move(hello), std::move(opened));
}

} // namespace gatehouse
