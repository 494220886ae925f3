#include "http/mcp/message_era.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace gatehouse {
namespace {

const std::string version = R"("io.modelcontextprotocol/protocolVersion":"2026-07-28")";
const std::string capabilities = R"("io.modelcontextprotocol/clientCapabilities":{})";
const std::string envelope = R"("_meta":{)" + version + "," + capabilities + "}";

std::string request(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{)" + params + "}}";
}

std::string notification(const std::string& params) {
  return R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{)" + params + "}}";
}

std::string meta(const std::string& members) {
  return R"("_meta":{)" + members + "}";
}

const std::map<std::string, std::string> no_headers;
const std::map<std::string, std::string> stateless_header{{"mcp-protocol-version", "2026-07-28"}};

struct row {
  std::string title;
  std::string body;
  std::map<std::string, std::string> headers;
  mcp_era era;
  std::optional<errc> refused;
  std::string verb = "POST";
};

void PrintTo(const row& one, std::ostream* out) {
  *out << one.title;
}

era_verdict verdict_of(const row& one) {
  http_request asked;
  asked.method = one.verb;
  asked.headers = one.headers;
  const auto document = json_document::parse(one.body);
  std::optional<json_value> body;
  std::optional<rpc_reading> single;
  if (document) {
    body = document->root();
    if (body->kind() != json_kind::array)
      single = read_message(*body);
  }
  return era_of(asked, body, single);
}

constexpr auto sessions = mcp_era::sessions;
constexpr auto stateless = mcp_era::stateless;

const std::string old = R"("protocolVersion":"2025-11-25")";

std::string list(const std::string& params) {
  return request("tools/list", params);
}

std::string start(const std::string& params) {
  return request("initialize", params);
}

std::vector<row> odd_rows() {
  return {
      {"a GET", "", stateless_header, sessions, {}, "GET"},
      {"a DELETE", list(envelope), stateless_header, sessions, {}, "DELETE"},
      {"no JSON", "{", no_headers, sessions, {}},
      {"no JSON under the header", "{", stateless_header, stateless, {}},
      {"no message", "{}", no_headers, sessions, {}},
      {"no message under the header", "{}", stateless_header, stateless, {}},
      {"no message with a claim", R"({"id":1.5,"params":{)" + envelope + "}}", {}, stateless, {}},
      {"an empty batch", "[]", no_headers, stateless, errc::invalid_request},
      {"a batch", "[" + list("") + "]", no_headers, sessions, {}},
      {"a batch under the header", "[" + list("") + "]", stateless_header, sessions, {}},
      {"a batch with a claim", "[" + list("") + "," + list(envelope) + "]", no_headers, stateless,
       errc::invalid_request},
      {"a posted result",
       R"({"jsonrpc":"2.0","id":1,"result":{}})",
       stateless_header,
       sessions,
       {}},
      {"a posted error",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}})",
       no_headers,
       sessions,
       {}}};
}

std::vector<row> initialize_rows() {
  return {{"initialize", start(old), no_headers, sessions, {}},
          {"initialize under the header", start(old), stateless_header, stateless,
           errc::header_mismatch},
          {"initialize with an envelope", start(envelope), stateless_header, stateless, {}},
          {"initialize with an envelope only", start(envelope), no_headers, stateless, {}},
          {"initialize with half an envelope", start(meta(version)), no_headers, sessions, {}},
          {"initialize with half an envelope under the header", start(meta(version)),
           stateless_header, stateless, errc::header_mismatch},
          {"initialize that claims a session's revision",
           start(meta(R"("io.modelcontextprotocol/protocolVersion":"2025-11-25",)" + capabilities)),
           no_headers,
           sessions,
           {}}};
}

std::vector<row> request_rows() {
  return {{"a claim", list(envelope), no_headers, stateless, {}},
          {"a claim of a revision with sessions",
           list(meta(R"("io.modelcontextprotocol/protocolVersion":"2025-11-25",)" + capabilities)),
           no_headers,
           stateless,
           {}},
          {"a claim of no revision",
           list(meta(R"("io.modelcontextprotocol/protocolVersion":7,)" + capabilities)), no_headers,
           stateless, errc::envelope_invalid},
          {"a claim without capabilities", list(meta(version)), no_headers, stateless,
           errc::envelope_invalid},
          {"a claim that the header denies",
           list(envelope),
           {{"mcp-protocol-version", "2025-11-25"}},
           stateless,
           errc::header_mismatch},
          {"a claim under another method's name",
           list(envelope),
           {{"mcp-method", "tools/call"}},
           stateless,
           errc::header_mismatch},
          {"a claim in another case",
           list(envelope),
           {{"mcp-method", "Tools/List"}},
           stateless,
           errc::header_mismatch},
          {"the header alone", list(""), stateless_header, stateless, errc::envelope_invalid},
          {"the header alone, without params", R"({"jsonrpc":"2.0","id":1,"method":"ping"})",
           stateless_header, stateless, errc::envelope_invalid},
          {"the header and capabilities", list(meta(capabilities)), stateless_header, stateless,
           errc::envelope_invalid},
          {"the header of a later revision",
           list(""),
           {{"mcp-protocol-version", "2027-01-01"}},
           stateless,
           errc::envelope_invalid},
          {"a header that names no date",
           list(""),
           {{"mcp-protocol-version", "v999.0.0"}},
           sessions,
           {}},
          {"the header of a revision with sessions",
           list(""),
           {{"mcp-protocol-version", "2025-11-25"}},
           sessions,
           {}},
          {"neither", list(""), no_headers, sessions, {}}};
}

std::vector<row> notification_rows() {
  return {
      {"a notification", notification(""), no_headers, sessions, {}},
      {"a notification under the header", notification(""), stateless_header, stateless, {}},
      {"a notification that claims", notification(meta(version)), no_headers, stateless, {}},
      {"a notification that claims nothing good",
       notification(meta(R"("io.modelcontextprotocol/protocolVersion":{})")), no_headers, stateless,
       errc::envelope_invalid},
      {"a notification that the header denies",
       notification(meta(version)),
       {{"mcp-protocol-version", "2025-06-18"}},
       stateless,
       errc::header_mismatch},
      {"a notification under another method's name",
       notification(""),
       {{"mcp-protocol-version", "2026-07-28"}, {"mcp-method", "ping"}},
       stateless,
       errc::header_mismatch},
  };
}

std::vector<row> rows() {
  std::vector<row> all;
  for (const auto& some : {odd_rows(), initialize_rows(), request_rows(), notification_rows()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

class MessageEra : public testing::TestWithParam<row> {};

// M-VERS-07, M-HTTP-02, M-PAT-02
TEST_P(MessageEra, IsSaidByTheBody) {
  const auto verdict = verdict_of(GetParam());
  EXPECT_EQ(verdict.era, GetParam().era);
  ASSERT_EQ(verdict.refused.has_value(), GetParam().refused.has_value());
  if (verdict.refused) {
    EXPECT_EQ(verdict.refused->code, *GetParam().refused) << verdict.refused->detail;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, MessageEra, testing::ValuesIn(rows()),
                         [](const auto& one) { return "Row" + std::to_string(one.index); });

struct envelope_row {
  std::string members; ///< of _meta besides the version
  bool good;
};

outcome<stateless_envelope> envelope_of(const std::string& members) {
  const auto body = request("tools/list", meta(version + members));
  const auto document = json_document::parse(body);
  return read_envelope(*read_message(document->root()).message);
}

TEST(StatelessEnvelope, HoldsWhatARequestSaysOfItself) {
  const auto body = request(
      "tools/list",
      meta(version + R"(,"io.modelcontextprotocol/clientCapabilities":{"roots":{}},)"
                     R"("io.modelcontextprotocol/clientInfo":{"name":"n","version":"v"},)"
                     R"("io.modelcontextprotocol/logLevel":"notice","progressToken":"\u0041")"));
  const auto document = json_document::parse(body);
  const auto read = read_envelope(*read_message(document->root()).message);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->protocol_version, "2026-07-28");
  EXPECT_EQ(read->client_name, "n");
  EXPECT_EQ(read->client_version, "v");
  EXPECT_EQ(read->capabilities, R"({"roots":{}})");
  EXPECT_EQ(read->log_level, "notice");
  EXPECT_EQ(read->progress_token, R"("\u0041")");
}

// S-PROG-01, M-LOG-03, M-META-03
TEST(StatelessEnvelope, IsRefusedWithoutWhatItMustHave) {
  const std::string declared = "," + capabilities;
  const std::string client = R"(,"io.modelcontextprotocol/clientInfo":)";
  const std::string level = R"(,"io.modelcontextprotocol/logLevel":)";
  for (const auto& [members, good] : std::vector<envelope_row>{
           {"", false},
           {declared, true},
           {R"(,"io.modelcontextprotocol/clientCapabilities":[])", false},
           {R"(,"io.modelcontextprotocol/clientCapabilities":null)", false},
           {declared + client + R"({"name":"n","version":"v","title":"t"})", true},
           {declared + client + R"({"name":"n"})", false},
           {declared + client + R"({"name":7,"version":"v"})", false},
           {declared + client + R"("n")", false},
           {declared + level + R"("debug")", true},
           {declared + level + R"("emergency")", true},
           {declared + level + R"("loud")", false},
           {declared + level + "7", false},
           {declared + R"(,"progressToken":7)", true},
           {declared + R"(,"progressToken":7.5)", false},
           {declared + R"(,"progressToken":{})", false},
           {declared + R"(,"com.example/own":{"any":[1]})", true},
       })
    EXPECT_EQ(static_cast<bool>(envelope_of(members)), good) << members;
}

TEST(StatelessEnvelope, HoldsItsBounds) {
  const auto declaring = [](std::size_t bytes) {
    const std::string frame = R"({"experimental":{"x":{"y":""}}})";
    return R"(,"io.modelcontextprotocol/clientCapabilities":{"experimental":{"x":{"y":")" +
           std::string(bytes - frame.size(), 'c') + R"("}}})";
  };
  EXPECT_TRUE(envelope_of(declaring(limits::client_capabilities_bytes_max)));
  EXPECT_FALSE(envelope_of(declaring(limits::client_capabilities_bytes_max + 1)));
  const auto token = [](std::size_t bytes) {
    return "," + capabilities + R"(,"progressToken":")" + std::string(bytes - 2, 't') + "\"";
  };
  EXPECT_TRUE(envelope_of(token(limits::rpc_id_bytes_max)));
  EXPECT_FALSE(envelope_of(token(limits::rpc_id_bytes_max + 1)));
}

} // namespace
} // namespace gatehouse
