#include "app/output/table.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/rest_world.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <streambuf>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Verbs against a server on a free port.
class Verbs : public rest_world {
protected:
  command_result run(std::vector<std::string> words, const std::string& token = "root",
                     const std::string& input = {}) {
    words.insert(words.end(), {"--server", "http://127.0.0.1:" + std::to_string(port())});
    return run_words(words, {{"GATEHOUSE_TOKEN", token}, {"API_KEY", "s3cr3t"}}, input);
  }
};

TEST_F(Verbs, ManageOrgs) {
  EXPECT_EQ(run({"org", "create", "gamma", "--name", "Gamma Ltd"}).code, exit_code::ok);
  EXPECT_THAT(run({"org", "list"}).out, AllOf(StartsWith("SLUG"), HasSubstr("Gamma Ltd")));
  EXPECT_THAT(run({"org", "show", "gamma"}).out, HasSubstr("endpoint: /gamma/mcp\n"));
  const auto twice = run({"org", "create", "gamma"});
  EXPECT_EQ(twice.code, exit_code::refused);
  EXPECT_THAT(twice.err, StartsWith("gatehouse: "));
  EXPECT_EQ(run({"org", "create", "-x-"}).code, exit_code::usage);
}

TEST_F(Verbs, CollectEveryPage) {
  for (int at = 0; at < 205; ++at)
    send("root", "POST", "/orgs", R"({"slug":"c)" + std::to_string(at) + R"("})");
  const auto all = run({"org", "list"}).out;
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1 + 207);
}

TEST_F(Verbs, MintTokensForScripts) {
  const auto minted = run({"token", "mint", "--org", "acme", "--user", "zoe"});
  EXPECT_EQ(minted.out, "gh_ab_secret\n");
  EXPECT_THAT(run({"token", "list", "--org", "acme"}).out,
              AllOf(HasSubstr("zoe"), Not(HasSubstr("secret"))));
  EXPECT_THAT(run({"token", "mint", "--json"}).out, HasSubstr(R"("token":"gh_op_secret")"));
}

TEST_F(Verbs, AddConnections) {
  const auto added = run({"connection", "add", "files", "--org", "acme", "--stdio",
                          "npx -y 'a server'", "--env", "API_KEY", "--env", "B=c=d"});
  EXPECT_EQ(added.out, "Added files.org.main\n") << added.err;
  const auto shown = run({"connection", "show", "files", "--org", "acme"}).out;
  EXPECT_THAT(shown, HasSubstr("command: npx -y a server\n"));
  EXPECT_THAT(shown, AllOf(HasSubstr("env: API_KEY B\n"), Not(HasSubstr("s3cr3t"))));
  const auto unset =
      run({"connection", "add", "x", "--org", "acme", "--stdio", "x", "--env", "NO"});
  EXPECT_EQ(unset.code, exit_code::usage);
  const auto mistaken = run({"connection", "add", "x", "--org", "acme", "--url", "http://x/mcp",
                             "--header", "Authorization: Bearer hunter2"});
  EXPECT_EQ(mistaken.code, exit_code::usage);
  EXPECT_THAT(mistaken.err,
              AllOf(HasSubstr("--header number 1"), HasSubstr("K=V"), Not(HasSubstr("hunter2"))));
  EXPECT_EQ(run({"connection", "test", "files", "--org", "acme"}).code, exit_code::failed);
  EXPECT_EQ(run({"connection", "remove", "files", "--org", "acme"}).code, exit_code::ok);
}

TEST_F(Verbs, BuildToolkits) {
  EXPECT_EQ(run({"toolkit", "create", "kit", "--org", "acme", "--connection", "git.org.*"}).out,
            "Created the toolkit kit, its endpoint is /acme/mcp/toolkits/kit\n");
  EXPECT_EQ(run({"toolkit", "grant", "kit", "web.org", "--org", "acme"}).code, exit_code::ok);
  EXPECT_EQ(
      run({"policy", "add", "git.org.main.push", "block", "--org", "acme", "--toolkit", "kit"})
          .code,
      exit_code::ok);
  EXPECT_THAT(run({"toolkit", "show", "kit", "--org", "acme"}).out,
              AllOf(HasSubstr("git.org.*"), HasSubstr("web.org"), HasSubstr("git.org.main.push")));
  EXPECT_EQ(run({"toolkit", "ungrant", "kit", "web.org", "--org", "acme"}).code, exit_code::ok);
  EXPECT_EQ(run({"toolkit", "ungrant", "kit", "web.org", "--org", "acme"}).code,
            exit_code::refused);
  EXPECT_EQ(run({"toolkit", "delete", "kit", "--org", "acme"}).code, exit_code::ok);
}

TEST_F(Verbs, OrderPolicies) {
  const auto id = [&](const std::string& pattern) {
    return rest_world::text(send("root", "POST", "/orgs/acme/policies",
                                 R"({"pattern":")" + pattern + R"(","action":"block"})"),
                            "id");
  };
  const auto low = id("a.*");
  const auto top = id("b.*");
  EXPECT_EQ(run({"policy", "move", low, "--before", top, "--org", "acme"}).code, exit_code::ok);
  const auto listed = run({"policy", "list", "--org", "acme"}).out;
  EXPECT_LT(listed.find("a.*"), listed.find("b.*"));
  EXPECT_EQ(run({"policy", "move", low, "--org", "acme"}).code, exit_code::usage);
  EXPECT_EQ(run({"policy", "remove", low, "--org", "acme"}).code, exit_code::ok);
}

TEST_F(Verbs, CallATool) {
  gate.answer_calls("echo", call_answer{call_answer::kind::result,
                                        R"({"content":[{"type":"text","text":"hello"}]})"});
  const auto called = run({"call", "echo", R"({"a":1})", "--resource", "/acme/mcp"}, "ann");
  EXPECT_EQ(called.code, exit_code::ok) << called.err;
  EXPECT_EQ(called.out, "hello\n");
  EXPECT_EQ(gate.calls().back().arguments, R"({"a":1})");
  EXPECT_TRUE(gate.wait_for_sessions(0)) << "the session is ended";
  EXPECT_EQ(run({"call", "echo", "-", "--resource", "/acme/mcp"}, "ann", R"({"b":2})").code,
            exit_code::ok);
  EXPECT_EQ(gate.calls().back().arguments, R"({"b":2})");
}

TEST_F(Verbs, TellToolErrorsFromRefusals) {
  gate.answer_calls("echo",
                    call_answer{call_answer::kind::result,
                                R"({"content":[{"type":"text","text":"no"}],"isError":true})"});
  EXPECT_EQ(run({"call", "echo", "--resource", "/acme/mcp"}, "ann").code, exit_code::tool_error);
  EXPECT_EQ(run({"call", "none", "--resource", "/acme/mcp"}, "ann").code, exit_code::refused);
  gate.answer_calls("slow", failure{errc::approval_needed, "Ask an admin."});
  const auto held = run({"call", "slow", "--resource", "/acme/mcp"}, "ann");
  EXPECT_EQ(held.code, exit_code::refused);
  EXPECT_EQ(held.out, "Ask an admin.\n");
  EXPECT_EQ(run({"call", "echo", "--resource", "/beta/mcp"}, "ann").code, exit_code::refused);
  EXPECT_EQ(run({"call", "echo", "[1]", "--resource", "/acme/mcp"}, "ann").code, exit_code::usage);
  EXPECT_EQ(run({"call", "echo", "--resource", "acme"}, "ann").code, exit_code::usage);
  EXPECT_EQ(run({"call", "echo", "--resource", "/acme/mcp"}, "nobody").code, exit_code::refused);
}

TEST_F(Verbs, ReadTheAudit) {
  for (std::uint64_t at = 1; at <= limits::export_items_max + 1; ++at) {
    audit_entry one;
    one.position = {at};
    one.org = {"org_acme"};
    one.call = {"call_" + std::to_string(at)};
    one.tool = "git__push\x1b[31m";
    records.entries.push_back(one);
  }
  EXPECT_THAT(run({"audit", "list", "--org", "acme", "--limit", "2", "--decision", "deny"}).out,
              AllOf(HasSubstr("git__push?[31m"), Not(HasSubstr("\x1b"))));
  EXPECT_EQ(records.asked.decision, "deny");
  EXPECT_THAT(run({"audit", "show", "call_1", "--org", "acme"}).out, HasSubstr("position: 1\n"));
  const auto exported = run({"audit", "export", "--org", "acme"}).out;
  EXPECT_EQ(std::count(exported.begin(), exported.end(), '\n'), limits::export_items_max + 1);
}

/// Takes so many bytes, as a disk does that is full then.
class full_disk : public std::streambuf {
public:
  explicit full_disk(std::size_t room) : room_(room) {}

  std::size_t lines() const { return lines_; }

protected:
  int_type overflow(int_type byte) override {
    const char one = traits_type::to_char_type(byte);
    return xsputn(&one, 1) == 1 ? byte : traits_type::eof();
  }

  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    if (static_cast<std::size_t>(count) > room_)
      return 0;
    room_ -= static_cast<std::size_t>(count);
    lines_ += static_cast<std::size_t>(std::count(bytes, bytes + count, '\n'));
    return count;
  }

private:
  std::size_t room_;
  std::size_t lines_ = 0;
};

/// Runs a verb whose output goes to a disk with so much room.
class VerbsOnAFullDisk : public Verbs {
protected:
  std::pair<exit_code, std::string> run_into(full_disk& disk, std::vector<std::string> words) {
    words.insert(words.end(), {"--server", "http://127.0.0.1:" + std::to_string(port())});
    std::istringstream in;
    std::ostream out(&disk);
    std::ostringstream err;
    const terminal where{in, out, err, false, [](const std::string& name) {
                           return name == "GATEHOUSE_TOKEN" ? std::optional<std::string>{"root"}
                                                            : std::nullopt;
                         }};
    return {run_command_line(words, all_verbs(), where), err.str()};
  }

  void fill(std::size_t count) {
    for (std::uint64_t at = 1; at <= count; ++at) {
      audit_entry one;
      one.position = {at};
      one.org = {"org_acme"};
      one.call = {"call_" + std::to_string(at)};
      records.entries.push_back(one);
    }
  }
};

TEST_F(VerbsOnAFullDisk, AnExportSaysThatItIsNotWhole) {
  fill(limits::export_items_max + 1);
  full_disk disk{10'000};
  const auto [code, said] = run_into(disk, {"audit", "export", "--org", "acme"});
  EXPECT_EQ(code, exit_code::failed);
  EXPECT_THAT(said, HasSubstr("not all"));
}

TEST_F(VerbsOnAFullDisk, AFollowerPrintsWhatComesAndEndsWithItsOutput) {
  fill(3);
  full_disk disk{60};
  const auto [code, said] = run_into(disk, {"audit", "follow", "--org", "acme", "--after", "0"});
  EXPECT_EQ(code, exit_code::ok) << said;
  EXPECT_GE(disk.lines(), 1U);
}

TEST_F(Verbs, DumpWhatAGatewayHas) {
  records.lines = {R"({"position":1})", R"({"position":2})", R"({"position":3})"};
  EXPECT_EQ(run({"dump", "--org", "acme"}, "bob").out,
            "{\"position\":1}\n{\"position\":2}\n{\"position\":3}\n");
  EXPECT_EQ(run({"dump", "--org", "acme", "--after", "2"}, "bob").out, "{\"position\":3}\n");
  EXPECT_EQ(run({"dump", "--org", "acme", "--after", "x"}, "bob").code, exit_code::usage);
  EXPECT_EQ(run({"dump", "--org", "acme", "--whole"}, "bob").code, exit_code::usage);
  EXPECT_EQ(run({"dump"}, "bob").code, exit_code::usage);
  EXPECT_THAT(run({"dump", "--org", "acme", "--after", "2"}, "ann").err, HasSubstr("--after 2"));
}

TEST_F(Verbs, SumTheAuditUp) {
  audit_entry one;
  one.position = {1};
  one.org = {"org_acme"};
  one.tool = "git__push";
  one.decision = audit_decision::allow;
  one.outcome = audit_outcome::ok;
  one.duration_us = 77;
  records.entries.push_back(one);
  const auto said = run({"audit", "summary", "--org", "acme"}).out;
  EXPECT_THAT(said, AllOf(StartsWith("calls: 1\n"), HasSubstr("decisions: allow 1, deny 0\n"),
                          HasSubstr("git__push"), HasSubstr("77")));
}

TEST_F(Verbs, AskTheRecord) {
  query_result answer;
  answer.columns = {"n"};
  answer.rows = {{query_value{std::int64_t{7}}}};
  answer.cut = true;
  records.query_answer = answer;
  const auto said = run({"query", "select 7 as n", "--org", "acme"});
  EXPECT_EQ(said.out, "n\n7\n");
  EXPECT_THAT(said.err, HasSubstr("more rows"));
  EXPECT_EQ(records.asked_sql, "select 7 as n");
}

TEST(PrintTable, AlignsByCharacters) {
  std::ostringstream out;
  std::istringstream in;
  const terminal where{in, out, out, false, [](const std::string&) { return std::nullopt; }};
  const auto rows = json_document::parse(R"([{"a":"\u00fcber","b":1},{"a":"x","b":[true,"y"]}])");
  print_table(where, rows->root().elements(), {{"A", "a"}, {"B", "b"}});
  EXPECT_EQ(out.str(), "A     B\n\xc3\xbc"
                       "ber  1\nx     yes y\n");
}

TEST(Colours, AreOnlyForTerminalsThatWantThem) {
  std::istringstream in;
  std::ostringstream out;
  const auto where = [&](bool interactive, std::optional<std::string> no_colour) {
    return terminal{in, out, out, interactive, [=](const std::string&) { return no_colour; }};
  };
  EXPECT_TRUE(where(true, std::nullopt).colours());
  EXPECT_TRUE(where(true, "").colours());
  EXPECT_FALSE(where(true, "1").colours());
  EXPECT_FALSE(where(false, std::nullopt).colours());
}

} // namespace
} // namespace gatehouse
