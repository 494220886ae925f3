#include "http/mcp/mcp_headers.hpp"
#include "http/mcp/param_headers.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {
namespace {

// M-HTTP-12, M-HTTP-14, M-HTTP-15, M-HTTP-17
TEST(McpHeader, StandsForItsText) {
  struct row {
    std::string value;
    std::optional<std::string> text;
  };

  for (const auto& [value, text] : std::vector<row>{
           {"", ""},
           {"echo", "echo"},
           {"a b\tc~!", "a b\tc~!"},
           {"=?base64?SGVsbG8=?=", "Hello"},
           {"=?base64?SGVsbG9v?=", "Helloo"},
           {"=?base64?SGVsbA==?=", "Hell"},
           {"=?base64\?\?=", ""},
           {"=?base64?w6k=?=", "\xC3\xA9"},
           {"=?base64?PT9iYXNlNjQ/PT89?=", "=?base64?=?="},
           {"=?BASE64?SGVsbG8=?=", "=?BASE64?SGVsbG8=?="},
           {"=?Base64?SGVsbG8=?=", "=?Base64?SGVsbG8=?="},
           {"=?base64?SGVsbG8=", "=?base64?SGVsbG8="},
           {"SGVsbG8=?=", "SGVsbG8=?="},
           {"=?base64?=", "=?base64?="},
           {"=?base64?SGVsbG8?=", {}},
           {"=?base64?SGVs!!!bG8=?=", {}},
           {"=?base64?SGVs bG8=?=", {}},
           {"=?base64?SGVsbG9=?=", {}}, // a bit that stands for nothing
           {"=?base64?SGVsbB==?=", {}},
           {"=?base64?SGVsbG8===?=", {}},
           {"=?base64?=AAA?=", {}},
           {"=?base64?SGVs-G8_?=", {}}, // the alphabet of URLs
           {"=?base64?/w==?=", {}},     // no UTF-8
           {"caf\xC3\xA9", {}},
           {std::string{"a\x01"}, {}},
           {"a\x7F", {}},
       })
    EXPECT_EQ(decode_mcp_header(value), text) << value;
}

http_request with(std::map<std::string, std::string> headers) {
  http_request request;
  request.headers = std::move(headers);
  return request;
}

outcome<nothing> check(const std::string& method, const std::string& params,
                       const http_request& request) {
  const auto body =
      R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
  const auto document = json_document::parse(body);
  return check_mcp_headers(request, *read_message(document->root()).message, "2026-07-28");
}

std::map<std::string, std::string> good(const std::string& method) {
  return {{"mcp-protocol-version", "2026-07-28"}, {"mcp-method", method}};
}

// M-HTTP-06, M-HTTP-10, M-HTTP-11, M-HTTP-18
TEST(McpHeaders, AreRequiredAndRepeatTheBody) {
  EXPECT_TRUE(check("tools/list", "{}", with(good("tools/list"))));
  for (const std::string name : {"mcp-protocol-version", "mcp-method"}) {
    auto lacking = good("tools/list");
    lacking.erase(name);
    EXPECT_EQ(check("tools/list", "{}", with(lacking)).error().code, errc::header_mismatch) << name;
    auto twice = with(good("tools/list"));
    twice.repeated.insert(name);
    EXPECT_EQ(check("tools/list", "{}", twice).error().code, errc::header_mismatch) << name;
  }
  auto other = good("tools/list");
  other["mcp-protocol-version"] = "2026-07-29";
  EXPECT_FALSE(check("tools/list", "{}", with(other)));
  EXPECT_FALSE(check("tools/list", "{}", with(good("tools/call"))));
  EXPECT_FALSE(check("tools/list", "{}", with(good("Tools/List"))));
}

// M-HTTP-09, M-HTTP-11, M-HTTP-13, M-HTTP-16
TEST(McpHeaders, NameWhatIsAskedFor) {
  struct row {
    std::string method;
    std::string params;
    std::optional<std::string> name;
    bool fits;
  };

  const std::string echo = R"({"name":"echo","uri":"x:y"})";
  for (const auto& [method, params, name, fits] : std::vector<row>{
           {"tools/call", echo, "echo", true},
           {"tools/call", echo, "Echo", false},
           {"tools/call", echo, "x:y", false},
           {"tools/call", echo, {}, false},
           {"tools/call", echo, "=?base64?ZWNobw==?=", true},
           {"tools/call", echo, "=?base64?ZWNobw?=", false},
           {"tools/call", R"({"name":"a, b"})", "a, b", true},
           {"tools/call", R"({"name":"\u00e9"})", "=?base64?w6k=?=", true},
           {"tools/call", R"({"name":"\u00e9"})", "\xC3\xA9", false},
           {"tools/call", "{}", {}, true}, // has no name to repeat, and is refused for that
           {"prompts/get", echo, "echo", true},
           {"prompts/get", echo, {}, false},
           {"resources/read", echo, "x:y", true},
           {"resources/read", echo, "echo", false},
           {"tools/list", echo, "anything", true},
       }) {
    auto headers = good(method);
    if (name)
      headers["mcp-name"] = *name;
    EXPECT_EQ(static_cast<bool>(check(method, params, with(headers))), fits)
        << method << ' ' << params << ' ' << name.value_or("-");
  }
  auto twice = with(good("tools/call"));
  twice.headers["mcp-name"] = "a, b";
  twice.repeated.insert("mcp-name");
  EXPECT_FALSE(check("tools/call", R"({"name":"a, b"})", twice));
}

constexpr std::string_view tool =
    R"({"name":"t","inputSchema":{"type":"object","properties":{)"
    R"("city":{"type":"string","x-mcp-header":"City"},)"
    R"("count":{"type":"integer","x-mcp-header":"Count"},)"
    R"("fast":{"type":"boolean","x-mcp-header":"Fast"},)"
    R"("where":{"type":"object","properties":{"zone":{"type":"string","x-mcp-header":"Zone"}}},)"
    R"("list":{"type":"array","items":{"type":"string","x-mcp-header":"Item"}},)"
    R"("free":{"type":"string"}}}})";

struct param_row {
  std::string arguments;
  std::map<std::string, std::string> headers;
  bool fits;
};

// M-HTTP-20 to M-HTTP-26, M-HTTP-30
TEST(ParamHeaders, RepeatTheArgumentsThatAreMarked) {
  for (const auto& [arguments, headers, fits] : std::vector<param_row>{
           {"{}", {}, true},
           {R"({"city":null})", {}, true},
           {R"({"city":null})", {{"mcp-param-city", "anything"}}, true},
           {R"({"free":"x"})", {}, true},
           {R"({"list":["x"]})", {}, true},
           {R"({"city":"Bern"})", {}, false},
           {R"({"city":"Bern"})", {{"mcp-param-city", "Bern"}}, true},
           {R"({"city":"Bern"})", {{"mcp-param-city", "bern"}}, false},
           {R"({"city":"Bern"})", {{"mcp-param-town", "Bern"}}, false},
           {R"({"city":"Bern"})", {{"mcp-param-city", "Bern"}, {"mcp-param-x", "y"}}, true},
           {R"({"city":""})", {{"mcp-param-city", ""}}, true},
           {R"({"city":"Z\u00fcrich"})", {{"mcp-param-city", "=?base64?WsO8cmljaA==?="}}, true},
           {R"({"city":"Z\u00fcrich"})", {{"mcp-param-city", "=?base64?WsO8cmljaA?="}}, false},
           {R"({"city":"Z\u00fcrich"})", {{"mcp-param-city", "Z\xC3\xBCrich"}}, false},
           {R"({"count":42})", {{"mcp-param-count", "42"}}, true},
           {R"({"count":42})", {{"mcp-param-count", "42.0"}}, true},
           {R"({"count":42.0})", {{"mcp-param-count", "42"}}, true},
           {R"({"count":-7})", {{"mcp-param-count", "-7"}}, true},
           {R"({"count":42})", {{"mcp-param-count", "43"}}, false},
           {R"({"count":42})", {{"mcp-param-count", "4.2e1"}}, false},
           {R"({"count":42})", {{"mcp-param-count", "0x2a"}}, false},
           {R"({"fast":true})", {{"mcp-param-fast", "true"}}, true},
           {R"({"fast":true})", {{"mcp-param-fast", "True"}}, false},
           {R"({"fast":false})", {}, false},
           {R"({"where":{"zone":"a"}})", {{"mcp-param-zone", "a"}}, true},
           {R"({"where":{"zone":"a"}})", {}, false},
       }) {
    const auto checked = check_param_headers(tool, arguments, with(headers));
    EXPECT_EQ(static_cast<bool>(checked), fits) << arguments;
    if (!checked) {
      EXPECT_EQ(checked.error().code, errc::header_mismatch);
    }
  }
  auto twice = with({{"mcp-param-city", "a, b"}});
  twice.repeated.insert("mcp-param-city");
  EXPECT_FALSE(check_param_headers(tool, R"({"city":"a, b"})", twice));
}

} // namespace
} // namespace gatehouse
