#include "app/bridge/param_headers.hpp"

#include "app/bridge/bridge_message.hpp"
#include "app/client/json_text.hpp"

namespace gatehouse {

void learnt_param_headers::learn(std::string_view response) {
  const auto document = json_document::parse(response, {limits::upstream_line_bytes_max});
  const auto result = document ? document->root().find("result") : std::nullopt;
  const auto tools = result ? result->find("tools") : std::nullopt;
  if (!tools)
    return;
  for (const auto& tool : tools->elements()) {
    auto mirrored = read_mirrored(tool.raw());
    const auto name = text_of(tool, "name");
    if (!mirrored || mirrored->empty())
      tools_.erase(name);
    else if (tools_.size() < limits::catalog_tools_max || tools_.contains(name))
      tools_[name] = *std::move(mirrored);
  }
}

header_list learnt_param_headers::headers_of(const std::string& tool,
                                             std::string_view request) const {
  const auto known = tools_.find(tool);
  if (known == tools_.end())
    return {};
  auto headers = mirrored_headers(known->second, raw_at(request, {"params"}));
  return headers ? *std::move(headers) : header_list{};
}

} // namespace gatehouse
