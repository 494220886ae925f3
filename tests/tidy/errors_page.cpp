#include "events/core/errors.hpp"
#include "tests/tidy/generated_page.hpp"

namespace gatehouse::tidy {

std::string errors_page() {
  std::string page =
      "# Errors\n\n"
      "Every refusal has a stable `code`. It is the `code` of the problem document (RFC 9457) that "
      "a REST request gets, and `error.data.code` of a JSON-RPC error, whose number depends on the "
      "protocol: with sessions (up to 2025-11-25), or stateless (since 2026-07-28). This page is "
      "made from [errors.def](../events/core/errors.def).\n\n"
      "| code | HTTP | JSON-RPC | stateless JSON-RPC | sentence |\n"
      "|---|---|---|---|---|\n";
  for (int code = 0; code < error_count(); ++code) {
    const auto& error = info(static_cast<errc>(code));
    page += "| `" + std::string(error.name) + "` | " + std::to_string(error.http_status) + " | " +
            std::to_string(error.jsonrpc_code) + " | " + std::to_string(error.stateless_code) +
            " | " + std::string(error.sentence) + " |\n";
  }
  return page;
}

} // namespace gatehouse::tidy
