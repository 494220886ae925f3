#pragma once

#include "tests/support/fake_administration.hpp"
#include "tests/support/fake_notary.hpp"
#include "tests/support/fake_privacy.hpp"
#include "tests/support/fake_records.hpp"
#include "tests/support/http_world.hpp"

namespace gatehouse {

/// A server over real HTTP whose organizations acme and beta exist. Tokens: `root` is the
/// operator; in acme `bob` is an admin, `ann` a member, `rae` a reader; in beta `eve` is a member.
class rest_world : public http_world {
public:
  rest_world() {
    gate.serve(&admin);
    gate.serve(&records);
    gate.serve(&notary);
    gate.serve(&content);
    start();
    for (const auto* slug : {"acme", "beta"})
      EXPECT_EQ(send("root", "POST", "/orgs", R"({"slug":")" + std::string{slug} + R"("})").status,
                201);
  }

  /// What follows the record asks it for as long as the server runs.
  ~rest_world() override { stop(std::chrono::milliseconds{0}); }

  /// Sends a request to a path below /api/v1, with a JSON body if there is one.
  http_answer send(const std::string& token, std::string_view method, const std::string& path,
                   std::string_view body = {}) {
    std::vector<std::string> headers;
    if (!body.empty())
      headers.emplace_back("Content-Type: application/json");
    return ask(method, "/api/v1" + path, token, headers, body);
  }

  /// Returns the texts of one member of the items of a list.
  std::vector<std::string> list(const std::string& token, const std::string& path,
                                std::string_view member) {
    const auto answer = send(token, "GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> all;
    auto document = json_document::parse(answer.body);
    if (document)
      for (const auto& item : document->root().find("items")->elements())
        all.push_back(item.find(member) ? item.find(member)->as_string().value_or("") : "");
    return all;
  }

  /// Returns the decoded text of a member of a JSON object.
  static std::string text(const http_answer& answer, std::string_view member) {
    auto document = json_document::parse(answer.body);
    auto found = document ? document->root().find(member) : std::nullopt;
    return found ? found->as_string().value_or("") : "";
  }

  fake_administration admin{loop, gate};
  fake_records records{loop};
  fake_notary notary{loop};
  fake_privacy content{loop};
};

} // namespace gatehouse
