#include "http/mcp/server_identity.hpp"

#include "events/core/limits.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

const std::string& server_info() {
  static const auto info = [] {
    json_writer out;
    out.begin_object();
    out.key("name").value("gatehouse").key("title").value("Gatehouse");
    out.key("version").value(GATEHOUSE_VERSION);
    return out.end_object().take();
  }();
  return info;
}

const std::string& server_instructions() {
  static const auto instructions = json_writer{}
                                       .value("Gatehouse serves the tools this credential may use; "
                                              "every call is recorded, and some are refused. "
                                              "Approvals cannot be given yet: a call that needs "
                                              "one is denied.")
                                       .take();
  return instructions;
}

std::string client_text(std::string text) {
  if (text.size() > limits::client_text_bytes_max) {
    text.resize(limits::client_text_bytes_max);
    text.resize(well_formed_utf8_length(text));
  }
  return text;
}

} // namespace gatehouse
