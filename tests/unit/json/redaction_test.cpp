#include "storage/json/json_writer.hpp"
#include "storage/json/redaction.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string redacted(const std::string& text, const std::vector<std::string>& rules = {},
                     std::string_view root = "/arguments") {
  const auto document = json_document::parse(text);
  return document ? redacted_json(document->root(), root, rules) : "not JSON";
}

TEST(Redaction, LeavesOutWhatLooksLikeASecret) {
  for (const auto* key :
       {"password",    "Password",    "user_password", "passwordHash",     "token",
        "accessToken", "secret",      "client-secret", "authorization",    "Authorization",
        "api_key",     "apiKey",      "apikey",        "API_KEY",          "x-api-key",
        "privateKey",  "credentials", "Set-Cookie",    "session_token_id", "ssh-key"}) {
    const std::string name = key;
    EXPECT_EQ(redacted("{\"" + name + "\":{\"a\":1},\"b\":2}"),
              "{\"" + name + "\":\"[redacted]\",\"b\":2}");
  }
}

TEST(Redaction, LeavesTheRestAsItIs) {
  const std::string plain =
      R"({"max_tokens":5,"key":"k","keys":["a"],"keyboard":1,"primary_key":7,"monkey":1.50,)"
      R"("text":"the password is \u0022x\u0022","n":null,"t":true,"e":[],"o":{}})";
  EXPECT_EQ(redacted(plain), plain);
}

TEST(Redaction, LeavesOutWhatARuleNamesWhereverItStands) {
  EXPECT_EQ(redacted(R"({"a":[{"Tax-Id":1,"b":2}],"taxid":3})", {"tax_id"}),
            R"({"a":[{"Tax-Id":"[redacted]","b":2}],"taxid":"[redacted]"})");
}

TEST(Redaction, FollowsPointersBelowTheirRoot) {
  const std::string text = R"({"rows":[{"iban":1,"x":2},{"iban":3}],"a/b":{"~":4},"iban":5})";
  EXPECT_EQ(redacted(text, {"/arguments/rows/1/iban"}),
            R"({"rows":[{"iban":1,"x":2},{"iban":"[redacted]"}],"a/b":{"~":4},"iban":5})");
  EXPECT_EQ(redacted(text, {"/arguments/rows/*/iban", "/arguments/a~1b/~0"}),
            R"({"rows":[{"iban":"[redacted]","x":2},{"iban":"[redacted]"}],)"
            R"("a/b":{"~":"[redacted]"},"iban":5})");
  EXPECT_EQ(redacted(text, {"/result/iban", "/arguments/nothing"}), text);
  EXPECT_EQ(redacted(text, {"/arguments"}), R"("[redacted]")");
}

TEST(Redaction, LooksIntoTextsThatAreJson) {
  EXPECT_EQ(redacted(R"({"content":[{"text":" {\"token\":\"x\",\"a\":[1]}"}]})"),
            R"({"content":[{"text":"{\"token\":\"[redacted]\",\"a\":[1]}"}]})");
  EXPECT_EQ(redacted(R"({"text":"{\"a\":{\"b\":1}}"})", {"/result/text/a/b"}, "/result"),
            R"({"text":"{\"a\":{\"b\":\"[redacted]\"}}"})");
  EXPECT_EQ(redacted(R"({"text":"{no json"})"), R"({"text":"{no json"})");
}

TEST(Redaction, LooksIntoTextsInTextsSoDeepAndNoDeeper) {
  std::string text = R"({"token":"x"})";
  const auto wrapped = [](const std::string& inner) {
    json_writer out;
    return out.begin_object().key("t").value(inner).end_object().take();
  };
  for (int depth = 0; depth < 4; ++depth)
    text = wrapped(text);
  EXPECT_EQ(redacted(text).find("x\\"), std::string::npos);
  EXPECT_NE(redacted(wrapped(text)).find("x\\"), std::string::npos);
}

} // namespace
} // namespace gatehouse
