#include "actors/upstream/mcp_headers.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

upstream_request request(std::string method, std::string params) {
  upstream_request what;
  what.method = std::move(method);
  what.params = std::move(params);
  return what;
}

// M-HTTP-15
TEST(McpHeaderValue, LeavesPlainTextAlone) {
  for (std::string plain :
       {"", "us-west1", "two words", "a\"b,c;d", "=?base64?", "?=", "=?BASE64?eA==?="})
    EXPECT_EQ(mcp_header_value(plain), plain);
}

// M-HTTP-13
TEST(McpHeaderValue, EncodesWhatAHeaderCannotCarry) {
  EXPECT_EQ(mcp_header_value(" a"), "=?base64?IGE=?=");
  EXPECT_EQ(mcp_header_value("a "), "=?base64?YSA=?=");
  EXPECT_EQ(mcp_header_value("a\nb"), "=?base64?YQpi?=");
  EXPECT_EQ(mcp_header_value("\t"), "=?base64?CQ==?=");
  EXPECT_EQ(mcp_header_value("Gr\xc3\xbc\xc3\x9f"
                             "e"),
            "=?base64?R3LDvMOfZQ==?=");
  EXPECT_EQ(mcp_header_value("\x7f"), "=?base64?fw==?=");
  // M-HTTP-14: what looks encoded would be decoded.
  EXPECT_EQ(mcp_header_value("=?base64?eA==?="), "=?base64?PT9iYXNlNjQ/ZUE9PT89?=");
}

// M-HTTP-08, M-HTTP-09
TEST(StandardHeaders, NameTheMethodAndWhatItIsAbout) {
  EXPECT_EQ(standard_headers(request("tools/list", "")),
            (header_list{{"Mcp-Method", "tools/list"}}));
  EXPECT_EQ(standard_headers(request("tools/call", R"({"name":"t\u00e9","arguments":{}})")),
            (header_list{{"Mcp-Method", "tools/call"}, {"Mcp-Name", "=?base64?dMOp?="}}));
  EXPECT_EQ(standard_headers(request("prompts/get", R"({"name":"p"})")),
            (header_list{{"Mcp-Method", "prompts/get"}, {"Mcp-Name", "p"}}));
  EXPECT_EQ(standard_headers(request("resources/read", R"({"uri":"test://a b"})")),
            (header_list{{"Mcp-Method", "resources/read"}, {"Mcp-Name", "test://a b"}}));
  EXPECT_EQ(standard_headers(request("tasks/get", R"({"taskId":"7"})")),
            (header_list{{"Mcp-Method", "tasks/get"}, {"Mcp-Name", "7"}}));
}

std::string tool(const std::string& schema) {
  return R"({"name":"t","inputSchema":)" + schema + "}";
}

// M-HTTP-19, M-HTTP-20, M-HTTP-21
TEST(MirroredArguments, AreFoundWherePropertiesLeadToThem) {
  const auto found = read_mirrored(tool(R"({"type":"object","properties":{
      "region":{"type":"string","x-mcp-header":"Region"},
      "deep":{"type":"object","properties":{"x-mcp-header":{"type":"integer","x-mcp-header":"N"}}},
      "maybe":{"type":["boolean","null"],"x-mcp-header":"Maybe","default":{"x-mcp-header":1}},
      "plain":{"type":"string","examples":[{"x-mcp-header":" "}]}}})"));
  ASSERT_TRUE(found) << found.error().detail;
  ASSERT_EQ(found->size(), 3U);
  EXPECT_EQ(found->at(0).header, "Mcp-Param-Region");
  EXPECT_EQ(found->at(0).path, (std::vector<std::string>{"region"}));
  EXPECT_EQ(found->at(1).path, (std::vector<std::string>{"deep", "x-mcp-header"}));
  EXPECT_EQ(found->at(2).header, "Mcp-Param-Maybe");
  const auto headers = mirrored_headers(
      *found, R"({"arguments":{"region":"a ","deep":{"x-mcp-header":42.0},"maybe":null}})");
  ASSERT_TRUE(headers);
  EXPECT_EQ(*headers,
            (header_list{{"Mcp-Param-Region", "=?base64?YSA=?="}, {"Mcp-Param-N", "42"}}));
  EXPECT_EQ(*mirrored_headers(*found, R"({"arguments":{"maybe":true,"region":[1]}})"),
            (header_list{{"Mcp-Param-Maybe", "true"}}));
  EXPECT_TRUE(mirrored_headers(*found, "{}")->empty());
}

// M-HTTP-27, M-HTTP-28, M-HTTP-29, M-HTTP-30
TEST(MirroredArguments, BreakNoRule) {
  for (std::string schema :
       {R"({"x-mcp-header":"Root","type":"object"})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":""}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":7}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":"My Region"}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":"a:b"}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":"R\u00e9gion"}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":"a\u0009b"}}})",
        R"({"properties":{"a":{"type":"string","x-\u006dcp-header":""}}})",
        R"({"properties":{"a":{"type":"object","x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"type":"array","x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"type":"null","x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"type":"number","x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"type":["string","integer"],"x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"x-mcp-header":"A"}}})",
        R"({"properties":{"a":{"type":"string","x-mcp-header":"A"},
                          "b":{"type":"string","x-mcp-header":"a"}}})",
        R"({"properties":{"a":{"items":{"type":"string","x-mcp-header":"A"}}}})",
        R"({"oneOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]})",
        R"({"$defs":{"d":{"type":"string","x-mcp-header":"A"}}})",
        R"({"if":{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}})"}) {
    const auto found = read_mirrored(tool(schema));
    ASSERT_FALSE(found) << schema;
    EXPECT_EQ(found.error().code, errc::upstream_protocol);
  }
}

TEST(MirroredArguments, HaveBounds) {
  const auto schema = [](std::size_t count) {
    std::string text = R"({"properties":{)";
    for (std::size_t i = 0; i < count; ++i)
      text += (i ? "," : "") + std::string{"\"p"} + std::to_string(i) +
              R"(":{"type":"string","x-mcp-header":"H)" + std::to_string(i) + "\"}";
    return tool(text + "}}");
  };
  EXPECT_TRUE(read_mirrored(schema(limits::mirrored_arguments_max)));
  EXPECT_FALSE(read_mirrored(schema(limits::mirrored_arguments_max + 1)));
  const auto one = read_mirrored(schema(1));
  const auto with = [&](std::size_t bytes) {
    return mirrored_headers(*one, R"({"arguments":{"p0":")" + std::string(bytes, 'x') + "\"}}");
  };
  const auto name = std::string{"Mcp-Param-H0"}.size();
  EXPECT_TRUE(with(limits::mirrored_bytes_max - name));
  EXPECT_EQ(with(limits::mirrored_bytes_max - name + 1).error().code, errc::too_large);
}

TEST(MirroredArguments, AreNoneInMostTools) {
  EXPECT_TRUE(read_mirrored(tool("{}"))->empty());
  EXPECT_TRUE(read_mirrored(R"({"name":"a\\b"})")->empty());
}

} // namespace
} // namespace gatehouse
